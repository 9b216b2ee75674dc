import { enumerated, isPlace, lines, parameter, text } from "./cel.ts";
import { SPEC_CHANGES, type AdmissionRule } from "./rule.ts";

const ISTIO = { group: "networking.istio.io", versions: ["v1", "v1beta1", "v1alpha3"] };

const variables = { places: lines("places") };

/** A locality is `region/zone/subzone`, and everything behind the region may be left out. */
const isAllowed = (locality: string) => isPlace(`${locality}.split('/')[0]`, "variables.places");

const message = (property: string) =>
  text`residency profile ${parameter("profile")}: ${`'${property}'`} leads to another place than those in ${parameter("jurisdictions")}: ${enumerated(lines("regions"))}`;

const FAILOVER = "p.?loadBalancer.?localityLbSetting.?failover.orValue([])";
const DISTRIBUTE = "p.?loadBalancer.?localityLbSetting.?distribute.orValue([])";

/** Where Istio sends what the nearest place does not answer; the settings may stand at four places of a rule. */
const destinationRules: AdmissionRule = {
  name: "destination-rules",
  judgedBy: "namespace",
  resources: [{ ...ISTIO, resources: ["destinationrules"] }],
  conditions: SPEC_CHANGES,
  variables: {
    ...variables,
    policies:
      "(has(object.spec.trafficPolicy) ? [dyn(object.spec.trafficPolicy)] : []) + object.spec.?subsets.orValue([]).filter(s, has(s.trafficPolicy)).map(s, dyn(s.trafficPolicy))",
    ports: "variables.policies.filter(p, has(p.portLevelSettings)).map(p, p.portLevelSettings)",
  },
  validations: [
    {
      expression: each(`${FAILOVER}.all(f, !has(f.to) || ${isAllowed("f.to")})`),
      message: message("spec.trafficPolicy.loadBalancer.localityLbSetting.failover"),
    },
    {
      expression: each(`${DISTRIBUTE}.all(d, !has(d.to) || d.to.all(to, ${isAllowed("to")}))`),
      message: message("spec.trafficPolicy.loadBalancer.localityLbSetting.distribute"),
    },
  ],
};

function each(condition: string): string {
  return `variables.policies.all(p, ${condition}) && variables.ports.all(all, all.all(p, ${condition}))`;
}

/** Endpoints that are written out, with the place they are in. */
const serviceEntries: AdmissionRule = {
  name: "service-entries",
  judgedBy: "namespace",
  resources: [{ ...ISTIO, resources: ["serviceentries"] }],
  conditions: SPEC_CHANGES,
  variables,
  validations: [
    {
      expression: `object.spec.?endpoints.orValue([]).all(e, !has(e.locality) || ${isAllowed("e.locality")})`,
      message: message("spec.endpoints.locality"),
    },
  ],
};

const workloadEntries: AdmissionRule = {
  name: "workload-entries",
  judgedBy: "namespace",
  resources: [{ ...ISTIO, resources: ["workloadentries"] }],
  conditions: SPEC_CHANGES,
  variables,
  validations: [
    {
      expression: `!has(object.spec.locality) || ${isAllowed("object.spec.locality")}`,
      message: message("spec.locality"),
    },
  ],
};

export const meshPlaces: readonly AdmissionRule[] = [destinationRules, serviceEntries, workloadEntries];
