import { at, textAt } from '../yaml-documents';
import type { Declaration } from './read-declarations';

/** What something costs in a month, as the fleet's synth estimated it. Part of the public JSON. */
export type MonthlyCost =
  | {
      readonly currency: string;
      /** Whole units. */
      readonly low: number;
      readonly high: number;
      /** Month of the prices, `YYYY-MM`. */
      readonly pricesAsOf: string;
    }
  | { readonly unpriced: readonly string[] };

/** Undefined where a document says no cost, or says it in a way that is not understood. */
export function monthlyCostOf({ document }: Declaration): MonthlyCost | undefined {
  const cost = at(document.value, 'spec', 'monthlyCost');
  const unpriced = at(cost, 'unpriced');
  if (Array.isArray(unpriced)) return { unpriced: unpriced.map(String) };
  const [low, high] = [at(cost, 'low'), at(cost, 'high')];
  const [currency, pricesAsOf] = [textAt(cost, 'currency'), textAt(cost, 'pricesAsOf')];
  if (typeof low !== 'number' || typeof high !== 'number') return undefined;
  if (currency === undefined || pricesAsOf === undefined) return undefined;
  return { currency, low, high, pricesAsOf };
}

/** A hub and its cost. */
export interface HubCost {
  readonly location: string;
  readonly cost: MonthlyCost;
}

export function hubCostsOf(declarations: readonly Declaration[]): readonly HubCost[] {
  return declarations.flatMap((one) => {
    const cost = one.kind === 'Hub' ? monthlyCostOf(one) : undefined;
    return cost === undefined ? [] : [{ location: one.name, cost }];
  });
}
