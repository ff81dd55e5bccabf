import * as pulumi from "@pulumi/pulumi";

/** A list whose order has no meaning, sorted and without repeats: NSX reports another order as a change. */
export function sorted(list: pulumi.Input<string>[]): pulumi.Input<string[]> {
  const arrange = (texts: readonly string[]) => [...new Set(texts)].sort();
  const plain = list.filter((one): one is string => typeof one === "string");
  return plain.length === list.length ? arrange(plain) : pulumi.all(list).apply(arrange);
}
