import { isAbsolute } from 'node:path';

import { TerraformBackend } from 'cdktf';

import { type StackContent, at, finalJson, textAt } from './final-json';
import type { StackRule } from './rule';

/** Where one stack keeps its state. */
interface Backend {
  readonly stack: string;
  readonly type: string;
  readonly settings: unknown;
}

/**
 * Every stack says where its state is. Left to itself cdktf writes the absolute path of the folder it ran in into the
 * JSON, and the state onto somebody's disk.
 */
export class EveryStackHasABackend implements StackRule {
  check(stacks: readonly StackContent[]): readonly string[] {
    return stacks.flatMap((stack) => {
      const backend = backendOf(stack);
      if (backend === undefined) {
        return [`stack '${stack.id}' has no backend; give it an AzurermBackend with a container of its own`];
      }
      const path = textAt(backend.settings, 'path');
      if (path === undefined || !isAbsolute(path)) return [];
      return [
        `stack '${stack.id}' keeps its state at the absolute path '${path}', which other machines do not have; make it relative`,
      ];
    });
  }
}

/** Two stacks with one state would destroy each other's resources. */
export class NoTwoStacksShareAState implements StackRule {
  check(stacks: readonly StackContent[]): readonly string[] {
    const holders = new Map<string, string>();
    return stacks.flatMap((stack) => {
      const backend = backendOf(stack);
      if (backend === undefined) return [];
      const key = JSON.stringify([backend.type, backend.settings]);
      const holder = holders.get(key);
      holders.set(key, holder ?? backend.stack);
      if (holder === undefined) return [];
      const place = textAt(backend.settings, 'key') ?? textAt(backend.settings, 'path') ?? backend.type;
      return [
        `stack '${backend.stack}' has its state at '${place}', as stack '${holder}' has; give it another key or container`,
      ];
    });
  }
}

function backendOf(stack: StackContent): Backend | undefined {
  const backend = stack.elements.find((element) => TerraformBackend.isBackend(element));
  if (backend === undefined) return undefined;
  const [type, settings] = Object.entries(
    (at(finalJson(stack.stack, backend), 'terraform', 'backend') ?? {}) as Record<string, unknown>,
  )[0] ?? ['none', {}];
  return { stack: stack.id, type, settings };
}
