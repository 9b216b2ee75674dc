import { enumerated, isPlace, lines, listOf, parameter, PLACE_LABELS, termsAllowed, text } from "./cel.ts";
import { NOT_ON_ITS_WAY_OUT, type AdmissionRule } from "./rule.ts";

const variables = { keys: listOf(PLACE_LABELS), places: lines("places") };

const elsewhere = (property: string) =>
  text`residency profile ${parameter("profile")}: ${`'${property}'`} names another place than those in ${parameter("jurisdictions")}: ${enumerated(lines("regions"))}`;

/**
 * Where a class makes its volumes, and where the keys are that they are sealed with: an ARN has its region in the
 * fourth field, a key of Google's behind `locations/`.
 */
const storageClasses: AdmissionRule = {
  name: "storage-classes",
  judgedBy: "profile",
  resources: [{ group: "storage.k8s.io", versions: ["v1"], resources: ["storageclasses"] }],
  conditions: NOT_ON_ITS_WAY_OUT,
  variables: {
    ...variables,
    keyPlaces: lines("keyPlaces"),
    // In-tree and CSI drivers of AWS and Google; several are told apart by commas.
    named:
      "['region', 'zone', 'zones', 'replication-zones'].filter(k, k in object.?parameters.orValue({})).map(k, object.parameters[k])",
    arns: "['kmsKeyId'].filter(k, k in object.?parameters.orValue({})).map(k, object.parameters[k])",
    paths:
      "['disk-encryption-kms-key'].filter(k, k in object.?parameters.orValue({})).map(k, object.parameters[k])",
  },
  validations: [
    {
      expression: `object.?allowedTopologies.orValue([]).all(t, t.?matchLabelExpressions.orValue([]).all(e, !(e.key in variables.keys) || e.values.all(v, ${isPlace("v", "variables.places")})))`,
      message: elsewhere("allowedTopologies.matchLabelExpressions"),
    },
    {
      expression: `variables.named.all(n, n.split(',').all(v, ${isPlace("v.trim()", "variables.places")}))`,
      message: elsewhere("parameters.region or parameters.zone"),
    },
    {
      expression: `variables.arns.all(a, a.split(':').size() > 3 && a.split(':')[3] in variables.keyPlaces) && variables.paths.all(p, p.contains('/locations/') && p.split('/locations/')[1].split('/')[0] in variables.keyPlaces)`,
      message: text`residency profile ${parameter("profile")}: parameters: the key is in another place than those that are allowed for keys, or does not say where: ${enumerated(lines("keyRegions"))}`,
    },
  ],
};

/** Volumes that are made by hand, or by a driver that does as it likes. */
const volumes: AdmissionRule = {
  name: "persistent-volumes",
  judgedBy: "profile",
  resources: [{ group: "", versions: ["v1"], resources: ["persistentvolumes"] }],
  conditions: {
    ...NOT_ON_ITS_WAY_OUT,
    // Its binding to a claim is a change, too.
    "place-changes": "oldObject == null || object.spec.?nodeAffinity != oldObject.spec.?nodeAffinity",
  },
  variables,
  validations: [
    {
      expression: termsAllowed(
        "object.spec.?nodeAffinity.?required.?nodeSelectorTerms.orValue([])",
        "variables.places",
      ),
      message: elsewhere("spec.nodeAffinity"),
    },
  ],
};

export const storage: readonly AdmissionRule[] = [storageClasses, volumes];
