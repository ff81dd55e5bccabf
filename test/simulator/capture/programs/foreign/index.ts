/** A program without any vmnet component, with everything that a capture has to follow. */
import * as nsxt from "@pulumi/nsxt";
import * as pulumi from "@pulumi/pulumi";
import * as vsphere from "@pulumi/vsphere";

const config = new pulumi.Config();

pulumi.runtime.registerStackTransform(({ type, props, opts }) =>
  type === "nsxt:index/policyGroup:PolicyGroup"
    ? { props: { ...props, description: "by the stack's transform" }, opts }
    : undefined,
);

const site = new nsxt.Provider("site", {
  host: "nsx.example.com",
  username: "admin",
  password: config.requireSecret("password"),
});

const zone = nsxt.getPolicyTransportZoneOutput({ displayName: "overlay-tz" }, { provider: site });

class Inner extends pulumi.ComponentResource {
  readonly path: pulumi.Output<string>;

  constructor(
    name: string,
    gatewayPath: pulumi.Input<string>,
    opts: pulumi.ComponentResourceOptions,
  ) {
    super("foreign:index:Inner", name, {}, opts);
    const segment = new nsxt.PolicySegment(
      `${name}-segment`,
      {
        displayName: name,
        nsxId: name,
        connectivityPath: gatewayPath,
        transportZonePath: zone.path,
        subnets: [{ cidr: "10.1.0.1/24" }],
      },
      { parent: this, aliases: [{ name: "old-segment" }], ignoreChanges: ["description"] },
    );
    this.path = segment.path;
    this.registerOutputs({ path: this.path });
  }
}

class Outer extends pulumi.ComponentResource {
  readonly gateway: nsxt.PolicyTier1Gateway;
  readonly inner: Inner;

  constructor(name: string, opts: pulumi.ComponentResourceOptions) {
    super("foreign:index:Outer", name, {}, opts);
    this.gateway = new nsxt.PolicyTier1Gateway(
      `${name}-gateway`,
      { displayName: name, nsxId: name },
      { parent: this, deleteBeforeReplace: true, replaceOnChanges: ["nsxId"] },
    );
    this.inner = new Inner(`${name}-inner`, this.gateway.path, { parent: this });
    this.registerOutputs({});
  }
}

const outer = new Outer("app", {
  protect: true,
  providers: { nsxt: site },
  transforms: [
    ({ type, props, opts }) =>
      type === "nsxt:index/policySegment:PolicySegment"
        ? { props: { ...props, description: "by the component's transform" }, opts }
        : undefined,
  ],
});

const group = new nsxt.PolicyGroup(
  "web",
  {
    displayName: "web",
    nsxId: "web",
    criterias: [{ ipaddressExpression: { ipAddresses: ["10.1.0.9"] } }],
  },
  { dependsOn: outer },
);

const datacenter = vsphere.getDatacenterOutput({ name: "lab-dc" });

new vsphere.Folder("folder", { path: "vmnet", type: "vm", datacenterId: datacenter.id });

const existing = nsxt.PolicyTransportZone.get("existing", "overlay-tz", undefined, {
  provider: site,
  parent: outer,
});

// Not a group: the SDK's inline programs lose secrets in transforms, and one is compared with this.
new nsxt.PolicyTier1Gateway(
  "hidden",
  {
    displayName: pulumi.secret("hidden"),
    nsxId: "hidden",
    description: pulumi.interpolate`beside ${existing.id} and ${group.path}`,
    tags: [{ scope: "tier", tag: pulumi.secret("top") }],
  },
  { retainOnDelete: true, deletedWith: group, protect: false },
);

export const segmentPath = outer.inner.path;
export const groupPath = group.path;
export const password = config.requireSecret("password");
export const dry = pulumi.runtime.isDryRun();
