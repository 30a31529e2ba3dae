# What containers ask of a node. Debug containers can ask for nothing.
package lib.resources

container_lists := ["initContainers", "containers"]

# What a container says of a resource, null when nothing.
limit(container, resource) := object.get(container, ["resources", "limits", resource], null)

# A request that is not there is what the limit says: so does the API server fill it in.
request(container, resource) := object.get(container, ["resources", "requests", resource], limit(container, resource))
