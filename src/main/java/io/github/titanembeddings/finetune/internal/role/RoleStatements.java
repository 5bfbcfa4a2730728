package io.github.titanembeddings.finetune.internal.role;

import io.github.titanembeddings.finetune.ServiceRole;
import io.github.titanembeddings.finetune.internal.role.PolicyWriter.Statement;
import io.github.titanembeddings.storage.S3Uri;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awssdk.regions.PartitionMetadata;

/** What a {@link ServiceRole} says in its policies. */
public final class RoleStatements {
  private final ServiceRole role;
  private final String partition;
  private final String dnsSuffix;

  public RoleStatements(ServiceRole role) {
    this.role = role;
    PartitionMetadata metadata = PartitionMetadata.of(role.region());
    this.partition = metadata.id();
    this.dnsSuffix = metadata.dnsSuffix();
  }

  /** Only jobs of this account in this region, so that nobody else's job can borrow the role. */
  public Map<String, Map<String, List<String>>> trustConditions() {
    Map<String, Map<String, List<String>>> conditions = new LinkedHashMap<>();
    conditions.put("StringEquals", Map.of("aws:SourceAccount", List.of(role.accountId())));
    conditions.put("ArnLike", Map.of("aws:SourceArn", List.of(jobs())));
    return conditions;
  }

  public List<Statement> all() {
    List<Statement> statements = new ArrayList<>();
    statements.add(
        new Statement("ReadDataset", List.of("s3:GetObject"), readable(), bucketOwner()));
    statements.add(
        new Statement(
            "WriteOutput",
            List.of("s3:GetObject", "s3:PutObject"),
            List.of(inside(role.output())),
            bucketOwner()));
    statements.addAll(listings());
    role.kmsKeyArn().ifPresent(key -> statements.addAll(key(key)));
    if (!role.subnetIds().isEmpty()) {
      statements.addAll(new VpcStatements(role, partition, jobs()).all());
    }
    return statements;
  }

  private List<String> readable() {
    List<String> resources = new ArrayList<>();
    manifests().forEach(uri -> resources.add(arn(uri)));
    role.images().forEach(uri -> resources.add(inside(uri)));
    return resources;
  }

  private Stream<S3Uri> manifests() {
    return Stream.concat(Stream.of(role.training()), role.validation().stream());
  }

  /** One statement a bucket: what may be listed differs. */
  private List<Statement> listings() {
    Map<String, List<String>> prefixes = new TreeMap<>();
    manifests().forEach(uri -> at(prefixes, uri).add(literally(uri.key())));
    Stream.concat(role.images().stream(), Stream.of(role.output()))
        .forEach(uri -> at(prefixes, uri).add(literally(uri.key()) + "*"));
    List<Statement> statements = new ArrayList<>();
    prefixes.forEach(
        (bucket, allowed) -> {
          Map<String, Map<String, List<String>>> conditions = new LinkedHashMap<>(bucketOwner());
          conditions.put("StringLike", Map.of("s3:prefix", allowed.stream().distinct().toList()));
          statements.add(
              new Statement(
                  "List" + (statements.size() + 1),
                  List.of("s3:ListBucket"),
                  List.of("arn:" + partition + ":s3:::" + bucket),
                  conditions));
        });
    return statements;
  }

  private static List<String> at(Map<String, List<String>> prefixes, S3Uri uri) {
    return prefixes.computeIfAbsent(uri.bucket(), bucket -> new ArrayList<>());
  }

  /** For the objects through Amazon S3, for the model through Amazon Bedrock. */
  private List<Statement> key(String key) {
    return List.of(
        new Statement(
            "UseKeyForObjects",
            List.of("kms:Decrypt", "kms:GenerateDataKey"),
            List.of(key),
            through("s3")),
        new Statement(
            "UseKeyForModel",
            List.of("kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"),
            List.of(key),
            through("bedrock")));
  }

  private Map<String, Map<String, List<String>>> through(String service) {
    String host = service + "." + role.region().id() + "." + dnsSuffix;
    return Map.of("StringEquals", Map.of("kms:ViaService", List.of(host)));
  }

  private Map<String, Map<String, List<String>>> bucketOwner() {
    return Map.of("StringEquals", Map.of("aws:ResourceAccount", List.of(role.bucketOwner())));
  }

  private String jobs() {
    return String.join(
        ":",
        "arn",
        partition,
        "bedrock",
        role.region().id(),
        role.accountId(),
        "model-customization-job/*");
  }

  private String arn(S3Uri uri) {
    return "arn:" + partition + ":s3:::" + uri.bucket() + "/" + literally(uri.key());
  }

  private String inside(S3Uri folder) {
    return arn(folder) + "*";
  }

  /** A text that means itself in a policy, whatever is in it. */
  private static String literally(String text) {
    return text.replace("$", "${$}").replace("*", "${*}").replace("?", "${?}");
  }
}
