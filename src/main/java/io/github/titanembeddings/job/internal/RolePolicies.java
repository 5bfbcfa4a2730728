package io.github.titanembeddings.job.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.titanembeddings.storage.S3Uri;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/** The values of a service role, and its IAM policies as JSON. */
public record RolePolicies(
    String accountId,
    Region region,
    String bucketOwner,
    List<S3Uri> objects,
    List<S3Uri> folders,
    S3Uri output,
    JobKind kind,
    String roleName,
    @Nullable String kmsKeyArn,
    List<String> subnetIds,
    List<String> securityGroupIds) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String MANAGED = "BedrockManaged";

  /** A kind of job. */
  public enum JobKind {
    FINE_TUNING("model-customization-job", "ModelCustomizationJob"),
    BATCH("model-invocation-job", "ModelInvocationJob");

    private final String resource;
    private final String name;

    JobKind(String resource, String name) {
      this.resource = resource;
      this.name = name;
    }
  }

  /** Returns the URI of a folder, with a trailing slash unless it is a whole bucket. */
  public static S3Uri folder(String uri) {
    S3Uri parsed = S3Uri.of(uri);
    boolean open = !parsed.key().isEmpty() && !parsed.key().endsWith("/");
    return open ? S3Uri.of(parsed + "/") : parsed;
  }

  /** Trusts jobs of this account and region only, so that no other account can use the role. */
  public String trust() {
    ObjectNode statement = JSON.createObjectNode().put("Effect", "Allow");
    statement.putObject("Principal").put("Service", "bedrock.amazonaws.com");
    statement.put("Action", "sts:AssumeRole");
    condition(statement, "ArnLike", "aws:SourceArn", jobs());
    condition(statement, "StringEquals", "aws:SourceAccount", accountId);
    return document(JSON.createArrayNode().add(statement));
  }

  public String permissions() {
    ArrayNode statements = JSON.createArrayNode();
    ofBucketOwner(allow(statements, "ReadDataset", List.of("s3:GetObject"), input()));
    ofBucketOwner(
        allow(
            statements,
            "WriteOutput",
            List.of("s3:GetObject", "s3:PutObject"),
            List.of(arn(output) + "*")));
    addListings(statements);
    if (kmsKeyArn != null) {
      addKey(statements, kmsKeyArn);
    }
    if (!subnetIds.isEmpty()) {
      addVpc(statements);
    }
    return document(statements);
  }

  /** The permissions of the identity that uploads the input, runs jobs and reads the output. */
  public String caller() {
    ArrayNode statements = JSON.createArrayNode();
    String jobs = kind.name;
    if (kind == JobKind.FINE_TUNING) {
      allow(statements, "CheckModelLifecycle", List.of("bedrock:GetFoundationModel"), List.of("*"));
    }
    allow(
        statements,
        "RunJobs",
        List.of(
            "bedrock:Create" + jobs,
            "bedrock:Get" + jobs,
            "bedrock:List" + jobs + "s",
            "bedrock:Stop" + jobs,
            "bedrock:TagResource"),
        List.of("*"));
    String role = "arn:" + partition().id() + ":iam::" + accountId + ":role/" + roleName;
    condition(
        allow(statements, "PassRole", List.of("iam:PassRole"), List.of(role)),
        "StringEquals",
        "iam:PassedToService",
        "bedrock.amazonaws.com");
    ofBucketOwner(
        allow(
            statements,
            "WriteInput",
            List.of(
                "s3:AbortMultipartUpload",
                "s3:GetObject",
                "s3:ListMultipartUploadParts",
                "s3:PutObject"),
            input()));
    if (kind == JobKind.BATCH) {
      ofBucketOwner(allow(statements, "DeleteInput", List.of("s3:DeleteObject"), input()));
    }
    ofBucketOwner(
        allow(statements, "ReadOutput", List.of("s3:GetObject"), List.of(arn(output) + "*")));
    Set<String> buckets = new TreeSet<>();
    Stream.concat(objects.stream(), folders.stream())
        .forEach(uri -> buckets.add(bucket(uri.bucket())));
    ofBucketOwner(
        allow(statements, "FindUploads", List.of("s3:ListBucketMultipartUploads"), buckets));
    addListings(statements);
    if (kmsKeyArn != null) {
      List<String> use = List.of("kms:Decrypt", "kms:GenerateDataKey");
      through("s3", allow(statements, "UseKeyForObjects", use, List.of(kmsKeyArn)));
    }
    return document(statements);
  }

  private List<String> input() {
    return Stream.concat(
            objects.stream().map(this::arn), folders.stream().map(uri -> arn(uri) + "*"))
        .toList();
  }

  /** One statement per bucket, since the allowed prefixes differ. */
  private void addListings(ArrayNode statements) {
    Map<String, Set<String>> prefixes = new TreeMap<>();
    objects.forEach(uri -> prefixesOf(prefixes, uri).add(literal(uri.key())));
    Stream.concat(folders.stream(), Stream.of(output))
        .forEach(uri -> prefixesOf(prefixes, uri).add(literal(uri.key()) + "*"));
    int number = 1;
    for (Map.Entry<String, Set<String>> bucket : prefixes.entrySet()) {
      List<String> arn = List.of(bucket(bucket.getKey()));
      ObjectNode statement = allow(statements, "List" + number, List.of("s3:ListBucket"), arn);
      ofBucketOwner(statement);
      condition(statement, "StringLike", "s3:prefix", bucket.getValue().toArray(new String[0]));
      number++;
    }
  }

  private static Set<String> prefixesOf(Map<String, Set<String>> prefixes, S3Uri uri) {
    return prefixes.computeIfAbsent(uri.bucket(), bucket -> new LinkedHashSet<>());
  }

  /** The key for objects through Amazon S3, and for the model through Amazon Bedrock. */
  private void addKey(ArrayNode statements, String key) {
    List<String> objects = List.of("kms:Decrypt", "kms:GenerateDataKey");
    through("s3", allow(statements, "UseKeyForObjects", objects, List.of(key)));
    List<String> model =
        kind == JobKind.FINE_TUNING
            ? List.of("kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey")
            : List.of("kms:Decrypt", "kms:DescribeKey");
    through("bedrock", allow(statements, "UseKeyForModel", model, List.of(key)));
  }

  private void through(String service, ObjectNode statement) {
    String host = service + "." + region.id() + "." + partition().dnsSuffix();
    condition(statement, "StringEquals", "kms:ViaService", host);
  }

  /** The permissions to create network interfaces in the VPC and to delete them again. */
  private void addVpc(ArrayNode statements) {
    List<String> subnets = subnetIds.stream().map(id -> ec2("subnet/" + id)).toList();
    List<String> groups = securityGroupIds.stream().map(id -> ec2("security-group/" + id)).toList();
    List<String> interfaces = List.of(ec2("network-interface/*"));
    List<String> create = List.of("ec2:CreateNetworkInterface");
    allow(
        statements,
        "DescribeNetwork",
        List.of(
            "ec2:DescribeDhcpOptions",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeSecurityGroups",
            "ec2:DescribeSubnets",
            "ec2:DescribeVpcs"),
        List.of("*"));
    ObjectNode made = allow(statements, "CreateInterface", create, interfaces);
    condition(made, "ArnLike", "aws:RequestTag/" + jobTag(), jobs());
    condition(made, "StringEquals", "aws:RequestTag/" + MANAGED, "true");
    allow(
        statements,
        "CreateInterfaceIn",
        create,
        Stream.concat(subnets.stream(), groups.stream()).toList());
    ObjectNode used =
        allow(
            statements,
            "UseInterface",
            List.of(
                "ec2:CreateNetworkInterfacePermission",
                "ec2:DeleteNetworkInterface",
                "ec2:DeleteNetworkInterfacePermission"),
            List.of("*"));
    condition(used, "ArnLike", "ec2:ResourceTag/" + jobTag(), jobs());
    condition(used, "ArnLike", "ec2:Subnet", subnets.toArray(new String[0]));
    condition(used, "StringEquals", "ec2:ResourceTag/" + MANAGED, "true");
    ObjectNode tagged = allow(statements, "TagInterface", List.of("ec2:CreateTags"), interfaces);
    condition(tagged, "ForAllValues:StringEquals", "aws:TagKeys", MANAGED, jobTag());
    condition(tagged, "StringEquals", "ec2:CreateAction", "CreateNetworkInterface");
  }

  private static ObjectNode allow(
      ArrayNode statements, String sid, List<String> actions, Collection<String> resources) {
    ObjectNode statement = statements.addObject().put("Sid", sid).put("Effect", "Allow");
    actions.forEach(statement.putArray("Action")::add);
    resources.forEach(statement.putArray("Resource")::add);
    return statement;
  }

  private void ofBucketOwner(ObjectNode statement) {
    condition(statement, "StringEquals", "aws:ResourceAccount", bucketOwner);
  }

  private static void condition(
      ObjectNode statement, String operator, String key, String... values) {
    ObjectNode keys = statement.withObject("/Condition/" + operator);
    if (values.length == 1) {
      keys.put(key, values[0]);
    } else {
      ArrayNode array = keys.putArray(key);
      Stream.of(values).forEach(array::add);
    }
  }

  private static String document(ArrayNode statements) {
    ObjectNode document = JSON.createObjectNode().put("Version", "2012-10-17");
    document.set("Statement", statements);
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter layout =
        new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines);
    try {
      return JSON.writer(layout).writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private PartitionMetadata partition() {
    return PartitionMetadata.of(region);
  }

  private String jobs() {
    return arn("bedrock", kind.resource + "/*");
  }

  private String jobTag() {
    return "Bedrock" + kind.name + "Arn";
  }

  private String ec2(String resource) {
    return arn("ec2", resource);
  }

  private String arn(String service, String resource) {
    return String.join(":", "arn", partition().id(), service, region.id(), accountId, resource);
  }

  private String bucket(String name) {
    return "arn:" + partition().id() + ":s3:::" + name;
  }

  private String arn(S3Uri uri) {
    return bucket(uri.bucket()) + "/" + literal(uri.key());
  }

  /** Escapes the characters that have a meaning in a policy. */
  private static String literal(String text) {
    return text.replace("$", "${$}").replace("*", "${*}").replace("?", "${?}");
  }
}
