import { TerraformOutput } from 'cdktf';

import { type StackContent, at, finalJson } from './final-json';
import type { StackRule } from './rule';

/** Attributes of azurerm and github that hold credentials. */
const secret =
  /\b(kube(_admin)?_config(_raw)?|\w*access_key|\w*connection_string|\w*shared_key|admin_password|password|client_secret|client_key|private_key\w*|\w*sas_token|token)\b/;

/** An output is read by whoever reads a plan or the state, `sensitive` or not. */
export class NoSecretInOutputs implements StackRule {
  check(stacks: readonly StackContent[]): readonly string[] {
    return stacks.flatMap((stack) =>
      stack.elements
        .filter((element) => TerraformOutput.isTerraformOutput(element))
        .flatMap((output) => {
          const value = JSON.stringify(at(finalJson(stack.stack, output), 'output') ?? {});
          const found = [...value.matchAll(/\$\{[^}]*\}/g)].flatMap(([text]) => secret.exec(text)?.[0] ?? []);
          return found.map(
            (attribute) =>
              `stack '${stack.id}': output '${output.node.id}' shows '${attribute}', a credential; leave it out and let its users sign in with an identity`,
          );
        }),
    );
  }
}
