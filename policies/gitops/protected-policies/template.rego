package protectedpolicies

import data.lib.writers

object_finding contains ["userInfo.username", writers.username, "those who own the policies"] if {
	writers.known
	not writers.spared
}
