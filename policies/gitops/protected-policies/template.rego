package protectedpolicies

import data.lib.pods
import data.lib.writers

violation contains pods.object_violation("userInfo.username", writers.username, "those who own the policies") if {
	writers.known
	not writers.spared
}
