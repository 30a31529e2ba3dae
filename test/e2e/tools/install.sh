#!/bin/sh
# What the control plane bench needs of the machine besides Go and Node: etcd, git, gpg, openssl. Debian and Ubuntu, as root.
set -eu
missing=
command -v etcd >/dev/null || missing="$missing etcd-server"
command -v git >/dev/null || missing="$missing git"
command -v gpg >/dev/null || missing="$missing gnupg"
command -v openssl >/dev/null || missing="$missing openssl"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" -ne 0 ]; then
  echo "missing:$missing; as root: apt-get install --no-install-recommends$missing" >&2
  exit 1
fi
apt-get update -q
# The package would start a service of its own on etcd's usual ports: the bench has no use for it.
if [ ! -e /usr/sbin/policy-rc.d ]; then
  printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
  chmod +x /usr/sbin/policy-rc.d
  trap 'rm -f /usr/sbin/policy-rc.d' EXIT
fi
DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing
