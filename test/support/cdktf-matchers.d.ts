/** The types of what cdktf-matchers.js registers. */
import 'cdktf/lib/testing/adapters/jest';
