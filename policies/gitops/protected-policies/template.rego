package protectedpolicies

import data.lib.objects
import data.lib.writers

violation contains objects.violation("userInfo.username", writers.username, "those who own the policies") if {
	writers.known
	not writers.spared
}
