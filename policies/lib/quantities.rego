# Amounts of CPU, memory and storage, as Kubernetes writes them.
package lib.quantities

# A quantity in billionths, the smallest that there are: whole numbers, so that 10 times 100m is 1. Undefined for what is
# no quantity.
# Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
number(quantity) := round(quantity * 1000000000) if is_number(quantity)

number(quantity) := round(to_number(quantity) * 1000000000) if {
	is_string(quantity)
	regex.match(`^[+-]?[0-9.]+([eE][+-]?[0-9]+)?$`, quantity)
}

number(quantity) := round(to_number(amount) * factor) if {
	is_string(quantity)
	some suffix, factor in factors
	endswith(quantity, suffix)
	amount := trim_suffix(quantity, suffix)
	regex.match(`^[+-]?[0-9.]+$`, amount)
}

factors := {
	"n": 1,
	"u": 1000,
	"m": 1000000,
	"k": 1000000000000,
	"M": 1000000000000000,
	"G": 1000000000000000000,
	"T": 1000000000000000000000,
	"P": 1000000000000000000000000,
	"E": 1000000000000000000000000000,
	"Ki": 1024000000000,
	"Mi": 1048576000000000,
	"Gi": 1073741824000000000,
	"Ti": 1099511627776000000000,
	"Pi": 1125899906842624000000000,
	"Ei": 1152921504606846976000000000,
}

# Whether one quantity is no more than another; what is no quantity never is.
within(quantity, maximum) if number(quantity) <= number(maximum)
