import type { Instance, InstanceSet } from '@millrace/discovery';
import { Target, type TargetOptions } from './target.js';

/** The instances that discovery knows, each with what calls have learned about it. One that comes back under another address begins anew. */
export class Targets {
  private byId = new Map<string, Target>();
  private readonly stop: () => void;

  constructor(
    private readonly instances: InstanceSet,
    private readonly options: Omit<TargetOptions, 'mayEject'>,
    private readonly random: () => number,
  ) {
    this.stop = instances.onChange(() => this.follow());
    this.follow();
  }

  get all(): readonly Target[] {
    return [...this.byId.values()];
  }

  /**
   * Whom to ask next: the one with fewer calls under way of two drawn at random (Mitzenmacher's power of two choices). First among those not yet `tried`
   * by this call, that are not ejected; then also ejected ones, which is better than nobody. Never one whose breaker is open. `fresh`: only not yet tried.
   */
  pick(tried: ReadonlySet<Target>, among: (instance: Instance) => boolean, fresh = false): Target | undefined {
    const admitted = this.all.filter((target) => target.breaker.admits && among(target.instance));
    const untried = admitted.filter((target) => !tried.has(target));
    const healthy = untried.filter((target) => !target.isEjected);
    return this.ofTwo(healthy) ?? this.ofTwo(untried) ?? (fresh ? undefined : this.ofTwo(admitted));
  }

  close(): void {
    this.stop();
    this.instances.close();
  }

  private ofTwo(from: readonly Target[]): Target | undefined {
    if (from.length < 2) return from[0];
    const i = Math.floor(this.random() * from.length);
    const j = (i + 1 + Math.floor(this.random() * (from.length - 1))) % from.length;
    return from[j]!.outstanding < from[i]!.outstanding ? from[j] : from[i];
  }

  private follow(): void {
    const next = new Map<string, Target>();
    for (const instance of this.instances.instances) {
      const known = this.byId.get(instance.id);
      const isSame = known?.instance.url === instance.url && known.instance.version === instance.version;
      next.set(instance.id, isSame ? known : new Target(instance, { ...this.options, mayEject: () => this.mayEject() }));
    }
    this.byId = next;
  }

  /** One more, and still not more than the share that may be. */
  private mayEject(): boolean {
    const ejected = this.all.filter(({ isEjected }) => isEjected).length;
    return ejected + 1 <= this.byId.size * this.options.policy.ejection.maxShare;
  }
}
