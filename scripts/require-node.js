/** Preloaded, and in the oldest JavaScript: on a Node that is too old this is the one line to be read. */
var wanted = [20, 19];
var found = process.versions.node.split('.').map(Number);
if (found[0] < wanted[0] || (found[0] === wanted[0] && found[1] < wanted[1])) {
  process.stderr.write(
    'error: fleetkeep needs Node ' +
      wanted.join('.') +
      ' or newer, and this is ' +
      process.versions.node +
      '; install a newer one from https://nodejs.org and try again\n',
  );
  process.exit(2);
}
