import type { SdkType, TextProperty } from "./sdk.ts";

/**
 * What a property says of where something is: `place` names a region or zone; `bucket` names a bucket that data is
 * written to, by name, URL or ARN; `target` refers to something that data is sent or copied to; `subnet` to the network
 * that something stands in. All but the first are followed to what they refer to.
 */
export type Kind = "place" | "bucket" | "target" | "subnet";

interface Rule {
  /** Matched against the whole path, joined by dots, after the type: `aws:s3/bucket:Bucket replicas.regionName`. */
  readonly pattern: RegExp;
  /** `undefined`: the property carries no place, although its name sounds like it. */
  readonly kind: Kind | undefined;
}

const none = (pattern: RegExp): Rule => ({ pattern, kind: undefined });
const is = (kind: Kind, pattern: RegExp): Rule => ({ pattern, kind });

/**
 * Read from the top, the first that matches decides. What a property holds was read in the documentation that the SDKs
 * carry. A property that sounds like a place and that no rule knows stops the generator: somebody has to look at it.
 */
const RULES: readonly Rule[] = [
  // Where something comes from, not where it goes: data may be brought home.
  none(/\bsource\w*\.?(region|location|zone)/i),
  none(/^aws:glue\/catalog\w+:\w+ target(Database|Table)\.region$|^aws:notifications\/eventRule:/),
  none(/^aws:imagebuilder\/lifecyclePolicy:|^gcp:ces\/|(customNodeInit|packageSpec|kerberosConfig)\./),
  none(/^aws:chatbot|^aws:uxc\/|^gcp:migrationcenter\//),
  // Whose findings, resources or costs are looked at; that they are read abroad is said by the other side.
  none(/^aws:(cfg\/configurationAggregator|backup\/reportPlan|securityhub\/\w+):\w+ /),
  none(/^aws:s3control\/storageLensConfiguration:\w+ .*\b(include|exclude)\./),
  // Where probes and checkers stand that ask whether a public endpoint answers.
  none(/^aws:route53\/healthCheck:|^gcp:monitoring\/uptimeCheckConfig:|^gcp:compute\/healthCheck:/),
  // Countries of visitors, addresses and telephone numbers.
  none(/geoRestriction|RegionCodes?$|regionCodes?$|callingRegions|smsRegionConfig|stateOrRegion/),
  none(/^gcp:accesscontextmanager\/.* .*(regions|expr\.location)$/),
  none(/(condition|expr|expression|predicate|skewedKeyValuesLocations)\.location$/i),
  none(
    /^aws:identitystore\/|^gcp:compute\/router\w+:|^gcp:monitoring\/slo:|^gcp:firebase\/hostingVersion:\w+ config\.redirects/,
  ),
  // Routing of names: judged with the answers, not by itself.
  none(
    /^aws:route53\/records?(Exclusive)?:\w+ .*(RoutingPolic|RoutingConfig|geoproximityLocation|\.region$)/,
  ),
  none(/^gcp:dns\/recordSet:\w+ routingPolicy/),
  // Words for something else: order, scope, kind, where in a request or a document.
  none(
    /(regionConcurrencyType|regionOrders|regionLinkingMode|availabilityZoneRebalancing|CrossZoneEnabled)$/,
  ),
  none(
    /(requestLocation|httpElementLocation|locationPolicy|locationScope|locationType|locationHint|locationName)$/i,
  ),
  none(/membershipLocation$/),
  none(/(time_?zone|credentialLocation|createRule\.location|allocation(Ids?)?)$/i),
  none(/(httpEndpoint|shortcuts)\.(uri|destinationUri)$|^gcp:vertex\/aiEvaluationMetric:/),
  none(
    /(collocation|allowChangingZone|bgpInterRegionCost|multiRegion\w*(Name|NameSuffix|Id)|remoteLocation)$/,
  ),
  none(/(skewedColumnValueLocationMaps|regionalParameters|dataLocationConstraint|resourceLocations)$/),
  none(
    /(scriptLocation|imageLocation|keyLocation|definition\.s3Location|manifestLocation|accessGrantsLocationId)$/,
  ),
  none(
    /(regionalCertificate\w+|regionalNatGatewayId|restrictedLocations|crossRegionS3RestoreSourcesAccesses)$/,
  ),
  // Names of zones of DNS and of other things, and what the cloud fills in by itself.
  none(/(hostedZone(Id|Arn)|dnsZoneId|managedZone|dataplexZone|gcpOracleZone|multicast\w*|webRegion\w+)$/),
  none(/(azureAvailabilityZone|forwardingRuleRegionServiceName|symantecLocationName|supportedCloneRegions)$/),
  none(/(regionNetworkEndpointGroup|regionInstanceGroupManager|includedLocations|idcRegion)$/),
  none(/^aws:route53\/\w+:\w+ (.*\.)?zoneId$/),
  none(/^gcp:compute\/rolloutPlan:|^gcp:compute\/globalVmExtensionPolicy:/),
  none(/^gcp:(chronicle|osconfig)\//),
  none(/^aws:codebuild\/project:\w+ (source|secondarySources|fileSystemLocations)\./),

  // Buckets, named in whatever way.
  is("bucket", /^aws:code(build\/project|pipeline\/pipeline):\w+ .*location$/i),
  is("bucket", /^gcp:cloudbuild\/trigger:\w+ build\.artifacts\.objects\.location$/),
  is("bucket", /(output|log|staging|temp|tempGcs|warehouse|artifactS3|defaultS3|s3Output|s3)Location$/),
  is(
    "bucket",
    /(locationUri|storageLocationUri|logUri|artifactStoreUri|outputUri|outputUriPrefix|destinationUris?)$/i,
  ),
  is("bucket", /(s3Output(Path|Uri)?|outputS3Uri|destinationS3Uri|gcsUri|s3OutputPath)$/i),
  is("bucket", /^aws:glue\/\w+:\w+ .*([lL]ocation|additionalLocations|locationUri)$/),
  is("bucket", /(targetBucket|deliveryS3Bucket|logsBucket|logBucket|payloadDeliveryBucketName|cdrBucket)$/),
  is("bucket", /(outputBucket|outputS3Bucket|usageReportS3Bucket|flowLogsS3Bucket|intermediateBucketName)$/),
  is("bucket", /^aws:(cloudtrail\/trail|cfg\/deliveryChannel):\w+ s3BucketName$/),
  is("bucket", /^aws:cur\/reportDefinition:\w+ s3Bucket$/),
  is(
    "bucket",
    /^aws:\S+ .*(destination|dest|output|log|export|deliver|archive|backup)\w*\.(.*\.)?(s3Bucket|s3BucketName|bucket|bucketName|s3BucketArn|bucketArn)$/i,
  ),
  is("bucket", /^aws:kinesis\/firehoseDeliveryStream:\w+ .*bucketArn$/),
  is("bucket", /^aws:\S+ .*(destination|export)\w*\.(.*\.)?arn$/i),
  is("bucket", /^gcp:storage\/transferJob:\w+ .*gcsDataSink\.bucketName$/),
  is("bucket", /^gcp:logging\/\w+Sink:\w+ destination$/),
  is(
    "bucket",
    /^gcp:\S+ .*(destination|sink|output|export|logging|backup)\w*\.(.*\.)?(bucket|bucketName|gcsBucket|uri|gcsUri|outputUri)$/i,
  ),
  is("bucket", /^gcp:\S+ (.*\.)?(stagingBucket|tempBucket|artifactsGcsBucket)$/),

  // What data is sent or copied to.
  is(
    "target",
    /(destination|target|firehose|deliveryStream|deliveryDestination|destinationVault|destinationStream)Arn$/,
  ),
  is(
    "target",
    /(destinationLocation|destinationResource|destinationTableBucket|targetLogicallyAirGappedBackupVault)Arn$/,
  ),
  is("target", /^aws:\S+ (logDestination|logDestinationConfigs)$/),
  none(/AsyncReplication:\w+ secondaryDisk\.state$/),
  is("target", /^gcp:compute\/(regionDisk|disk)AsyncReplication:\w+ secondaryDisk(\.disk)?$/),

  is("subnet", /^aws:\S+ (.*\.)?(subnetIds?|subnets|subnetArns?|vpcZoneIdentifiers)$/),

  // Places under a name that does not say so.
  is("place", /^aws:dlm\/lifecyclePolicy:\w+ .*cross(RegionCopyRules|RegionCopies)\.target(Region)?$/),
  is("place", /^aws:ssmincidents\/replicationSet:\w+ regions?\.name$/),
  is("place", /^aws:s3\/directoryBucket:\w+ location\.name$/),
  is("place", /^gcp:spanner\/instance:\w+ config$/),
  is("place", /^gcp:storage\/bucket:\w+ customPlacementConfig\.dataLocations$/),
  // And all that say so.
  is(
    "place",
    /(^|[. ])((\w+R|r)egion(s|Name|Lists?|ToRun)?|(\w+Z|z)ones?|(\w+L|l)ocations?|localZoneGroup)$/,
  ),
  is("place", /(availabilityZone(Id|Ids|Name)|locationId|LocationId|originShieldRegion)$/),
];

/** Names that sound like a place. Each has to meet a rule. */
const SOUNDS_LIKE_A_PLACE = /region|location|zone/i;
const OTHER_WORDS =
  /allocation|time_?zone|regionDatabaseClusterArns|locationArn|sourceLocationArn|^vpcZoneIdentifiers$/i;

/** What the catalogue says of one type; lists that would be empty are left out. Paths are joined by dots. */
export interface CatalogueEntry {
  /** The type has a `region` of its own, or else stands where its provider does. Of AWS only. */
  readonly regional?: true;
  readonly place?: readonly string[];
  readonly bucket?: readonly string[];
  readonly target?: readonly string[];
  readonly subnet?: readonly string[];
}

/**
 * @throws Error with the properties that sound like a place and that no rule knows.
 */
export function classify(types: readonly SdkType[]): Record<string, CatalogueEntry> {
  const unknown: string[] = [];
  const entries = types.map(({ token, properties }): [string, CatalogueEntry] => {
    const regional = token.startsWith("aws:") && properties.some(isOwnRegion);
    const lists: Partial<Record<Kind, Set<string>>> = {};
    for (const property of properties.filter((each) => !(regional && isOwnRegion(each)))) {
      const joined = property.path.join(".");
      const rule = RULES.find(({ pattern }) => pattern.test(`${token} ${joined}`));
      if (rule?.kind !== undefined) (lists[rule.kind] ??= new Set()).add(joined);
      else if (rule === undefined && soundsLikeAPlace(property)) unknown.push(`${token} ${joined}`);
    }
    const kinds = Object.entries(lists).map(([kind, paths]) => [kind, [...paths].sort()]);
    return [token, { ...(regional ? { regional: true } : {}), ...(Object.fromEntries(kinds) as object) }];
  });
  if (unknown.length > 0) {
    throw new Error(`No rule of classify.ts knows whether these carry a place:\n  ${unknown.join("\n  ")}`);
  }
  return Object.fromEntries(entries);
}

function isOwnRegion({ path }: TextProperty): boolean {
  return path.length === 1 && path[0] === "region";
}

function soundsLikeAPlace({ path }: TextProperty): boolean {
  const name = path.at(-1) ?? "";
  return SOUNDS_LIKE_A_PLACE.test(name) && !OTHER_WORDS.test(name);
}
