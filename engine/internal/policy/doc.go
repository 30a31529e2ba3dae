// Package policy judges objects as Gatekeeper's admission webhook of a live cluster would, by hosting
// Gatekeeper's own packages: the constraint framework's client, Gatekeeper's target, its Rego and CEL
// drivers and its expansion system. It knows nothing of Fleetkeep's policies.
//
// Load compiles ConstraintTemplates, constraints, Config and ExpansionTemplates into a Set, and
// Set.Review answers one admission request. What cannot be evaluated away from the live cluster is an
// error of that review, never an empty list of results.
package policy
