import { EstateRefusal } from "@vmnet/simulator/estate/types";
import type {
  CheckFailure,
  DiffAnswer,
  EstateProvider,
  ObjectAnswer,
  OperationOptions,
} from "@vmnet/simulator/estate/types";
import { UNKNOWN } from "vmnet/network/model/resource";
import type { PropertyMap } from "vmnet/network/model/resource";

/** An estate whose answers a test lays down, and that remembers what it was asked. */
export class FakeEstate implements EstateProvider {
  readonly calls: { method: string; args: unknown[] }[] = [];
  readonly objects = new Map<string, PropertyMap>();
  failures: CheckFailure[] = [];
  diffAnswer: DiffAnswer = {
    changes: false,
    diffs: [],
    replaces: [],
    detailed: {},
    deleteBeforeReplace: false,
  };
  /** Thrown by every method but check. */
  refusal: Error | undefined;
  secrets: string[] = [];
  result: PropertyMap = {};

  private asked(method: string, ...args: unknown[]): void {
    this.calls.push({ method, args });
    if (this.refusal) throw this.refusal;
  }

  check(
    type: string,
    news: PropertyMap,
    olds: PropertyMap | undefined,
    options?: { urn?: string },
  ) {
    this.calls.push({ method: "check", args: [type, news, olds, options] });
    return { inputs: { ...news, filled: "default" }, failures: this.failures };
  }

  diff(...args: Parameters<EstateProvider["diff"]>): DiffAnswer {
    this.asked("diff", ...args);
    return this.diffAnswer;
  }

  create(type: string, inputs: PropertyMap, options: OperationOptions): ObjectAnswer {
    this.asked("create", type, inputs, options);
    if (options.preview) return { id: UNKNOWN, outputs: { ...inputs, path: UNKNOWN } };
    const id = `object-${this.objects.size + 1}`;
    const outputs = { ...inputs, path: `/infra/${id}`, ...this.result };
    this.objects.set(id, outputs);
    return { id, outputs };
  }

  read(type: string, id: string, oldInputs?: PropertyMap, oldOutputs?: PropertyMap) {
    this.asked("read", type, id, oldInputs, oldOutputs);
    const outputs = this.objects.get(id);
    return outputs && { id, inputs: oldInputs ?? { imported: true }, outputs };
  }

  update(...args: Parameters<EstateProvider["update"]>): PropertyMap {
    this.asked("update", ...args);
    return { ...args[4], ...this.result };
  }

  delete(type: string, id: string, outputs: PropertyMap): void {
    this.asked("delete", type, id, outputs);
    if (!this.objects.delete(id)) throw new EstateRefusal(`${id} does not exist`);
  }

  invoke(token: string, args: PropertyMap): PropertyMap {
    this.asked("invoke", token, args);
    return { ...args, ...this.result };
  }

  secretOutputs(): string[] {
    return this.secrets;
  }

  isModelled(): boolean {
    return true;
  }
}
