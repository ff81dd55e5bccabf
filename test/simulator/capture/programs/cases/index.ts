/** One small program for each thing that can happen; config says which. */
import * as nsxt from "@pulumi/nsxt";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();
const group = (
  name: string,
  description?: pulumi.Input<string>,
  opts?: pulumi.CustomResourceOptions,
) => new nsxt.PolicyGroup(name, { displayName: name, nsxId: name, description }, opts);

class Remote extends pulumi.ComponentResource {
  constructor(name: string) {
    super("acme:index:Network", name, {}, {}, true);
  }
}

class Foreign extends pulumi.CustomResource {
  declare readonly result: pulumi.Output<string>;

  constructor(name: string, props: pulumi.Inputs) {
    super(
      "acme:index/thing:Thing",
      name,
      { result: undefined, ...props },
      { version: "1.2.3-rc.1" },
    );
  }
}

const cases: Record<string, () => unknown> = {
  invalidInputs() {
    const bad = group("first", "!a");
    group("second", "!b");
    new nsxt.PolicyGroup("dependent", { displayName: "!never seen", description: bad.path });
  },
  unknownProperty() {
    const criterias = JSON.parse('[{ "nonsense": 1 }]') as object[];
    new nsxt.PolicyGroup("first", { displayName: "first", criterias });
  },
  invalidSecret: () => new nsxt.PolicyGroup("first", { displayName: pulumi.secret("!hunter2") }),
  refused: () => group("first", "refuse"),
  duplicate() {
    group("same");
    group("same");
  },
  userFault() {
    throw new pulumi.RunError("vlanId: 5000 is not a VLAN id; allowed: 0 to 4094");
  },
  bug() {
    throw new TypeError("a bug of the program");
  },
  exits: () => process.exit(3),
  hangs: () => setInterval(() => undefined, 1000),
  missingModule: () => import("./nowhere" as string),
  remote: () => new Remote("net"),
  missingObject: () => nsxt.PolicyGroup.get("old", "gone"),
  refusedFunction: () => nsxt.getPolicyTransportZone({ displayName: "nowhere" }),
  transformFault: () =>
    group("first", undefined, {
      transforms: [
        () => {
          throw new Error("the transform fails");
        },
      ],
    }),
  tooOld: () => pulumi.runtime.requirePulumiVersion(">=99.0.0"),
  messages() {
    void pulumi.log.info("for your information");
    void pulumi.log.warn("mind the gap", group("first"));
    void pulumi.log.debug("not for you");
    process.stdout.write("printed by the program\n");
  },
  existing() {
    const found = nsxt.PolicyGroup.get("found", "there-1");
    group("adopted", "after", { import: "there-2" });
    group("kept", "before", { import: "there-3" });
    return { path: found.path };
  },
  async functions() {
    pulumi.runtime.registerInvokeTransform(({ token, args, opts }) =>
      token.includes("TransportZone")
        ? { args: { ...args, description: "by the transform" }, opts }
        : undefined,
    );
    const plain = await nsxt.getPolicyTransportZone({ displayName: "one" });
    const unknown = nsxt.getPolicyTransportZoneOutput({ displayName: group("first").path });
    const waiting = nsxt.getPolicyTransportZoneOutput(
      { displayName: "two" },
      { dependsOn: [group("second")] },
    );
    return { plain: plain.path, unknown: unknown.path, waiting: waiting.path };
  },
  otherPackage() {
    const thing = new Foreign("thing", { size: 3 });
    group("uses", thing.result);
    return { result: thing.result };
  },
  otherFunction: () => pulumi.runtime.invoke("acme:index/getThing:getThing", {}),
  unknownProvider() {
    const site = new nsxt.Provider("site", { host: group("first").path });
    return { path: group("second", "!not checked", { provider: site }).path };
  },
  stackReference: () => ({
    cidr: new pulumi.StackReference("acme/core/prod").getOutput("cidr"),
  }),
  resourceOutputs: () => ({ group: group("first") }),
  additionalSecrets() {
    const secret = group("first", "hidden", { additionalSecretOutputs: ["description"] });
    return { description: secret.description };
  },
  hooks() {
    const hook = new pulumi.ResourceHook("boom", () => process.exit(9), { onDryRun: true });
    group("first", undefined, { hooks: { beforeCreate: [hook] } });
  },
  who: () => ({
    project: pulumi.getProject(),
    stack: pulumi.getStack(),
    organization: pulumi.getOrganization(),
    root: pulumi.runtime.getConfig("cases:case"),
    region: process.env.REGION ?? "",
    inherited: process.env.PULUMI_ACCESS_TOKEN ?? "none",
  }),
};

/** The program is an exported function, as the SDK allows. */
export = async () => cases[config.require("case")]?.();
