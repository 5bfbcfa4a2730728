package io.github.titanembeddings.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.titanembeddings.finetune.FineTuningRequest;
import io.github.titanembeddings.finetune.FineTuningSamples;
import io.github.titanembeddings.support.Failures;
import io.github.titanembeddings.validation.Violation;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.regions.Region;

/** Validation and content of service roles. */
class ServiceRoleTest {
  private static final String KEY =
      "arn:aws:kms:us-west-2:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";

  @Test
  void reportsEveryMissingValue() {
    assertThat(refused(ServiceRole.builder()))
        .extracting(Violation::path, Violation::code)
        .containsExactly(
            tuple("accountId", "field.missing"),
            tuple("region", "field.missing"),
            tuple("trainingDataConfig.s3Uri", "field.missing"),
            tuple("image-ref", "field.missing"),
            tuple("outputDataConfig.s3Uri", "field.missing"));
  }

  @Test
  void reportsEveryInvalidValue() {
    assertThat(
            refused(
                good()
                    .accountId("12345678901")
                    .bucketOwner("1234567890123")
                    .training("s3://shoes/data/")
                    .validation("s3://shoes")
                    .images("https://shoes/x")
                    .output("s3://S/x")
                    .kmsKeyArn("arn:aws:kms:us-west-2:123456789012:alias/mine")
                    .vpc(List.of(), List.of("sg 1"))))
        .extracting(Violation::path, Violation::code)
        .containsExactly(
            tuple("accountId", "role.bad-account"),
            tuple("bucketOwner", "role.bad-account"),
            tuple("trainingDataConfig.s3Uri", "role.not-an-object"),
            tuple("validationDataConfig.validators.s3Uri", "role.not-an-object"),
            tuple("image-ref", "s3-uri.invalid"),
            tuple("outputDataConfig.s3Uri", "s3-uri.not-accepted"),
            tuple("customModelKmsKeyId", "role.bad-key"),
            tuple("vpcConfig.subnetIds", "vpc.bad-count"),
            tuple("vpcConfig.securityGroupIds[0]", "vpc-id.invalid"));
  }

  /** Values that a role and a request have in common. */
  @ParameterizedTest
  @CsvSource({
    "s3://shoes/day=1/train.jsonl, , subnet-1",
    "s3://shoes/a//b.jsonl, , subnet-1",
    "s3://shoes/a b.jsonl, , subnet-1",
    "s3://shoes/train.jsonl, no-key, subnet-1",
    "s3://shoes/train.jsonl, , subnet_1",
    "s3://shoes/train.jsonl, , subnet-0123456789012345678901234567890123456789"
  })
  void rejectsWhatTheRequestRejects(String uri, String key, String subnet) {
    List<String> subnets = List.of(subnet);
    FineTuningRequest.Builder request =
        FineTuningSamples.request()
            .trainingDataUri(uri)
            .validationDataUri(uri)
            .outputDataUri(uri)
            .customModelKmsKeyId(key)
            .vpc(subnets, List.of("sg-1"));
    List<Violation> ofRequest = Failures.violations(request::build);

    assertThat(
            refused(
                good()
                    .training(uri)
                    .validation(uri)
                    .output(uri)
                    .kmsKeyArn(key)
                    .vpc(subnets, List.of("sg-1"))))
        .extracting(Violation::code, Violation::actual)
        .containsExactlyElementsOf(
            ofRequest.stream().map(found -> tuple(found.code(), found.actual())).toList());
  }

  @Test
  void rejectsAKeyInAnotherRegion() {
    good().kmsKeyArn(KEY).build();
    assertThat(refused(good().region(Region.US_EAST_1).kmsKeyArn(KEY)))
        .singleElement()
        .satisfies(violation -> assertThat(violation.code()).isEqualTo("role.key-elsewhere"));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, false",
    "1, 0, false",
    "1, 1, true",
    "16, 5, true",
    "17, 1, false",
    "1, 6, false"
  })
  void limitsSubnetsAndSecurityGroups(int subnets, int groups, boolean received) {
    ServiceRole.Builder builder =
        good().vpc(Collections.nCopies(subnets, "subnet-1"), Collections.nCopies(groups, "sg-1"));
    if (received) {
      assertThat(builder.build().permissionPolicy()).contains("subnet/subnet-1");
    } else {
      assertThat(refused(builder)).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "us-west-2, arn:aws:, amazonaws.com",
    "cn-north-1, arn:aws-cn:, amazonaws.com.cn",
    "us-gov-west-1, arn:aws-us-gov:, amazonaws.com"
  })
  void derivesThePartitionFromTheRegion(String region, String start, String suffix) {
    String key = start + "kms:" + region + ":123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    ServiceRole role = good().region(Region.of(region)).kmsKeyArn(key).build();

    assertThat(role.permissionPolicy())
        .contains("\"" + start + "s3:::shoes/data/train.jsonl\"")
        .contains("\"s3." + region + "." + suffix + "\"");
    assertThat(role.trustPolicy())
        .contains("\"" + start + "bedrock:" + region + ":123456789012:model-customization-job/*\"");
  }

  @Test
  void treatsFoldersAsPrefixes() {
    ServiceRole role = good().images("s3://whole").build();

    assertThat(role.permissionPolicy())
        .contains("\"arn:aws:s3:::shoes/data/images/*\"")
        .contains("\"arn:aws:s3:::whole/*\"")
        .contains("\"arn:aws:s3:::results/titan/*\"");
  }

  @Test
  void omitsStatementsForKeyAndVpcByDefault() {
    assertThat(good().build().permissionPolicy()).doesNotContain("kms:").doesNotContain("ec2:");
  }

  @Test
  void allowsNetworkInterfacesInTheVpc() {
    ServiceRole role = good().vpc(List.of("subnet-1", "subnet-2"), List.of("sg-1")).build();
    PolicyEvaluator policy = new PolicyEvaluator(role.permissionPolicy());
    String job = "arn:aws:bedrock:us-west-2:123456789012:model-customization-job/x";
    String ec2 = "arn:aws:ec2:us-west-2:123456789012:";
    Map<String, List<String>> ofJob =
        Map.of(
            "aws:RequestTag/BedrockManaged", List.of("true"),
            "aws:RequestTag/BedrockModelCustomizationJobArn", List.of(job));
    String create = "ec2:CreateNetworkInterface";

    assertThat(policy.allows(create, ec2 + "network-interface/*", ofJob)).isTrue();
    assertThat(policy.allows(create, ec2 + "network-interface/*", Map.of())).isFalse();
    assertThat(policy.allows(create, ec2 + "subnet/subnet-2", Map.of())).isTrue();
    assertThat(policy.allows(create, ec2 + "security-group/sg-1", Map.of())).isTrue();
    assertThat(policy.allows(create, ec2 + "subnet/subnet-3", Map.of())).isFalse();
    assertThat(policy.allows("ec2:DescribeVpcs", "*", Map.of())).isTrue();
  }

  @Test
  void allowsDeletingOwnNetworkInterfacesOnly() {
    ServiceRole role = good().vpc(List.of("subnet-1"), List.of("sg-1")).build();
    PolicyEvaluator policy = new PolicyEvaluator(role.permissionPolicy());
    String job = "arn:aws:bedrock:us-west-2:123456789012:model-customization-job/x";
    String subnet = "arn:aws:ec2:us-west-2:123456789012:subnet/subnet-";
    String delete = "ec2:DeleteNetworkInterface";

    assertThat(policy.allows(delete, "*", tagged("true", job, subnet + "1"))).isTrue();
    assertThat(policy.allows(delete, "*", tagged("false", job, subnet + "1"))).isFalse();
    assertThat(policy.allows(delete, "*", tagged("true", job + ":x:", subnet + "2"))).isFalse();
    assertThat(policy.allows(delete, "*", Map.of())).isFalse();
  }

  private static Map<String, List<String>> tagged(String managed, String job, String subnet) {
    return Map.of(
        "ec2:ResourceTag/BedrockManaged", List.of(managed),
        "ec2:ResourceTag/BedrockModelCustomizationJobArn", List.of(job),
        "ec2:Subnet", List.of(subnet));
  }

  @Test
  void rolesOfEqualValuesAreEqual() {
    assertThat(good().kmsKeyArn(KEY).build())
        .isEqualTo(good().kmsKeyArn(KEY).build())
        .isNotEqualTo(good().build());
  }

  private static ServiceRole.Builder good() {
    return ServiceRole.builder()
        .accountId("123456789012")
        .region(Region.US_WEST_2)
        .training("s3://shoes/data/train.jsonl")
        .images("s3://shoes/data/images")
        .output("s3://results/titan");
  }

  private static List<Violation> refused(ServiceRole.Builder builder) {
    return Failures.violations(builder::build);
  }
}
