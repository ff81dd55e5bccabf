/** Reads what monitoring measured. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { faultsText } from "vmnet/network/faults";
import { dayOf } from "vmnet/network/reason/capacity/growth";
import type { Metrics } from "vmnet/network/reason/capacity/index";
import { schemaFaults } from "vmnet/network/schemaFaults";
import { z } from "zod";
import { readYaml } from "../lab/project";
import { errorText, UserError } from "../terminal";

const amount = z.number("expected a number").min(0, "expected a number from 0");
/** YAML reads a day without quotes as a text; JSON has no dates. */
const day = z.string("expected a date such as 2026-06-01").superRefine((text, context) => {
  try {
    dayOf(text);
  } catch (error) {
    context.addIssue({ code: "custom", message: errorText(error) });
  }
});
const shape = z.strictObject(
  {
    format: z.literal(1).optional(),
    links: z
      .array(
        z.strictObject({
          host: z.string("expected a host"),
          nic: z.string("expected a NIC such as vmnic0"),
          mbit: amount,
          date: day.optional(),
        }),
      )
      .optional(),
    limits: z.record(z.string(), amount).optional(),
    snapshots: z
      .array(z.strictObject({ date: day, used: z.record(z.string(), amount) }))
      .superRefine((list, context) => {
        if (list.length < 2) {
          context.addIssue({
            code: "custom",
            message: "growth needs two snapshots of different days",
          });
        }
      })
      .optional(),
  },
  "expected links, limits or snapshots",
);

/**
 * Reads one file of metrics.
 *
 * @throws UserError with every fault and its path
 */
export function readMetrics(option: string, file: string, cwd: string): Metrics {
  const path = resolve(cwd, file);
  if (!existsSync(path)) {
    throw new UserError(`${option} ${file}: there is no such file (looked for ${path})`);
  }
  const content: unknown = readYaml(path);
  const read = shape.safeParse(content);
  if (!read.success) {
    throw new UserError(faultsText(file, schemaFaults(shape, read.error.issues, content)));
  }
  const { links, limits, snapshots } = read.data;
  return {
    ...(limits === undefined ? {} : { limits }),
    ...(snapshots === undefined ? {} : { snapshots }),
    ...(links === undefined
      ? {}
      : {
          links: links.map(({ date, ...link }) => ({
            ...link,
            ...(date === undefined ? {} : { date }),
          })),
        }),
  };
}
