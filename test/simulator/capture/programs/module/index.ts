/** A program that is an ES module, with await at its top. */
import { PolicyGroup } from "@pulumi/nsxt";

const name: string = await Promise.resolve("late");

export const path = new PolicyGroup(name, { displayName: name, nsxId: name }).path;
