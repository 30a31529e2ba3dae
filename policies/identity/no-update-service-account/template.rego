package noupdateserviceaccount

import data.lib.writers

object_finding contains [sprintf("%s.serviceAccountName", [concat(".", path)]), account, sprintf("%s, as it was", [before])] if {
	input.review.operation == "UPDATE"
	path := paths[input.review.object.kind]
	before := account_of(input.review.oldObject, path)
	account := account_of(input.review.object, path)
	before != account
	not writers.spared
}

# Pods of a workload that names no account run as this one.
account_of(workload, path) := object.get(workload, array.concat(path, ["serviceAccountName"]), "default")

paths[kind] := ["spec", "template", "spec"] if {
	some kind in ["DaemonSet", "Deployment", "Job", "ReplicaSet", "ReplicationController", "StatefulSet"]
}

paths.Pod := ["spec"]

paths.CronJob := ["spec", "jobTemplate", "spec", "template", "spec"]
