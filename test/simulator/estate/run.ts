import type { PropertyMap } from "vmnet/network/model/resource";
import type { Lab } from "./lab";

/** The arguments but some. */
export const less = (args: PropertyMap, ...names: string[]): PropertyMap =>
  Object.fromEntries(Object.entries(args).filter(([name]) => !names.includes(name)));

/**
 * One resource over several runs of a program, driven as the engine drives the provider: check, diff,
 * update, and a refresh when asked for.
 */
export class Run {
  readonly id: string;
  inputs: PropertyMap;
  outputs: PropertyMap;

  constructor(
    readonly lab: Lab,
    readonly type: string,
    readonly args: PropertyMap,
  ) {
    const made = lab.add(type, args);
    this.id = made.id;
    this.inputs = made.inputs;
    this.outputs = made.outputs;
  }

  /** What a preview of the program with these arguments shows, such as `vlanId UPDATE`. */
  preview(args: PropertyMap): string[] {
    const news = this.checked(args);
    const { estate } = this.lab;
    const { detailed } = estate.diff(this.type, this.id, this.inputs, this.outputs, news);
    return Object.entries(detailed).map(([path, kind]) => `${path} ${kind}`);
  }

  /** Preview and update; the update is sent even when the preview shows nothing. */
  up(args: PropertyMap): PropertyMap {
    const news = this.checked(args);
    const { estate } = this.lab;
    this.outputs = estate.update(this.type, this.id, this.inputs, this.outputs, news, {
      preview: false,
    });
    this.inputs = news;
    return this.outputs;
  }

  /** False when the object is gone. */
  refresh(): boolean {
    const seen = this.lab.estate.read(this.type, this.id, this.inputs, this.outputs);
    this.inputs = seen?.inputs ?? this.inputs;
    this.outputs = seen?.outputs ?? this.outputs;
    return seen !== undefined;
  }

  /** What the system holds, whatever the state says. */
  get real(): PropertyMap {
    const found = this.lab.estate
      .objects()
      .find((object) => object.type === this.type && object.id === this.id);
    return found?.outputs ?? {};
  }

  delete(): void {
    this.lab.estate.delete(this.type, this.id, this.outputs);
  }

  private checked(args: PropertyMap): PropertyMap {
    const { inputs, failures } = this.lab.estate.check(this.type, args, this.inputs);
    expect(failures).toEqual([]);
    return inputs;
  }
}
