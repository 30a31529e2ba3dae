package flexvolumes

import data.lib.pods

object_finding contains [field, driver, allowed_drivers] if {
	some index, volume in input.review.object.spec.volumes
	driver := object.get(volume.flexVolume, "driver", null)
	not driver in drivers
	not pods.settled
	field := sprintf("spec.volumes[%d].flexVolume.driver", [index])
}

drivers := [entry.driver | some entry in input.parameters.allowedFlexVolumes]

allowed_drivers := concat(", ", drivers) if {
	count(drivers) > 0
} else := "no flexVolume"
