import { joinPath } from "../../network/faults";
import type { InventoryTagsArgs } from "../inventoryTags";
import type { VmTagsArgs } from "../vmTags";
import type { Checks } from "./checks";

/** What NSX takes on one machine. */
const MOST_TAGS = 30;
const LONGEST_SCOPE = 128;
const LONGEST_TAG = 256;
const LONGEST_WAIT_SECONDS = 3600;
/** What vSphere takes as a name. */
const LONGEST_NAME = 256;

export function checkVmTags(checks: Checks, args: VmTagsArgs): void {
  checks.required("vmId", args.vmId, "the machine's BIOS UUID, vmId of a NetworkedVm");
  checks.wholeNumber("inventoryWaitSeconds", args.inventoryWaitSeconds, 0, LONGEST_WAIT_SECONDS);
  const entries = Object.entries(args.tags ?? {});
  const count = entries.reduce((sum, [, values]) => sum + values.length, 0);
  if (count === 0 || count > MOST_TAGS) {
    checks.fault("tags", {
      message: count === 0 ? "no tag is named" : "too many tags on one machine",
      value: count === 0 ? args.tags : count,
      allowed: `1 to ${MOST_TAGS} tags`,
      ...(count === 0 ? { fix: "to take every tag off, remove the component" } : {}),
    });
  }
  for (const [scope, values] of entries) {
    const path = joinPath("tags", scope);
    checkText(checks, path, "scope", scope, LONGEST_SCOPE);
    const known = values.map((value) => checks.known(value));
    known.forEach((value, index) => {
      const at = `${path}[${index}]`;
      if (value !== undefined) {
        checkText(checks, at, "tag", value, LONGEST_TAG);
        if (known.indexOf(value) < index) {
          checks.fault(at, {
            message: "the scope has this tag already",
            value,
            allowed: "each once",
          });
        }
      }
    });
  }
}

/** Groups select a tag as `scope|tag`. */
function checkText(checks: Checks, path: string, what: string, value: string, most: number): void {
  if (value === "" || value.length > most || value.includes("|")) {
    checks.fault(path, {
      message: `this cannot be a ${what}`,
      value,
      allowed: `1 to ${most} characters without |, which stands between scope and tag`,
    });
  }
}

export function checkInventoryTags(checks: Checks, args: InventoryTagsArgs): void {
  checks.oneOf("cardinality", args.cardinality, ["SINGLE", "MULTIPLE"]);
  const { categoryName, description, associableTypes } = args;
  if (categoryName !== undefined && (categoryName === "" || categoryName.length > LONGEST_NAME)) {
    checks.fault("categoryName", {
      message: "this cannot be the name of a category",
      value: categoryName,
      allowed: `1 to ${LONGEST_NAME} characters`,
    });
  }
  if (description === "") {
    checks.fault("description", {
      message: "an empty description cannot be told from a forgotten one",
      value: description,
      allowed: "a text",
      fix: "leave this out, or say what the category is for",
    });
  }
  if (associableTypes?.length === 0) {
    checks.fault("associableTypes", {
      message: "no object could have the tags",
      value: associableTypes,
      allowed: 'such as ["VirtualMachine", "Network"]',
    });
  }
  checks.keys("tags", args.tags);
  const tags = Object.entries(args.tags ?? {});
  if (tags.length === 0) {
    checks.fault("tags", { message: "no tag is named", value: args.tags, allowed: "one or more" });
  }
  for (const [key, text] of tags) {
    checks.required(joinPath("tags", key), text, "what the tag is for; it cannot be cleared later");
  }
}
