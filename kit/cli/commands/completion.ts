import { UsageError } from '../../core/errors';
import type { CommandSpec } from '../command';
import { ExitCode } from '../exit-code';

/** The words so far go in one argument, a line each, the last being the one that is typed. */
const scripts: Readonly<Record<string, string>> = {
  bash: `_fleetkeep() {
  local IFS=$'\\n' words
  words=$(printf '%s\\n' "\${COMP_WORDS[@]:1:COMP_CWORD}")
  COMPREPLY=($("\${COMP_WORDS[0]}" __complete -- "$words" 2>/dev/null))
}
complete -o default -F _fleetkeep fleetkeep
`,
  zsh: `#compdef fleetkeep
_fleetkeep() {
  local -a found
  found=(\${(f)"$("\${words[1]}" __complete -- "\${(F)words[2,CURRENT]}" 2>/dev/null)"})
  if (( \${#found} )); then compadd -- "\${found[@]}"; else _files; fi
}
compdef _fleetkeep fleetkeep
`,
  fish: `function __fleetkeep_complete
  set -l words (commandline -opc) (commandline -ct)
  fleetkeep __complete -- (string join \\n -- $words[2..-1] | string collect) 2>/dev/null
end
complete -c fleetkeep -f -a '(__fleetkeep_complete)'
`,
};

/** `fleetkeep completion` */
export const completionCommand: CommandSpec = {
  description:
    'Prints what makes a shell complete commands, options, their values, and the names of clusters, applications, stages, standards and packs. Names are those of the repository or workspace stood in; nothing is rendered for them.',
  operand: { name: '<shell>', description: 'bash, zsh or fish' },
  options: [],
  examples: [
    {
      does: 'bash, for this session',
      line: 'fleetkeep completion bash > /tmp/fleetkeep.bash && . /tmp/fleetkeep.bash',
    },
    { does: 'zsh, in a folder of $fpath', line: 'fleetkeep completion zsh > "${fpath[1]}/_fleetkeep"' },
    { does: 'fish', line: 'fleetkeep completion fish > ~/.config/fish/completions/fleetkeep.fish' },
  ],
  run(context, _, shell = '') {
    const script = Object.hasOwn(scripts, shell) ? scripts[shell] : undefined;
    if (script === undefined)
      throw new UsageError(`there is no completion for '${shell}': say ${Object.keys(scripts).join(', ')}`);
    context.print(script);
    return Promise.resolve(ExitCode.Clean);
  },
};
