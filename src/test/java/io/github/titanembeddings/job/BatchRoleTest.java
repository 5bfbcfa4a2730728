package io.github.titanembeddings.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.support.Failures;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.regions.Region;

/** What the policies of a batch job's role and of its caller allow and deny. */
class BatchRoleTest {
  private static final String ACCOUNT = "123456789012";
  private static final String JOBS = "arn:aws:bedrock:us-east-1:123456789012:model-invocation-job/";
  private static final String KEY =
      "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final ServiceRole ROLE = role().build();
  private static final PolicyEvaluator JOB = new PolicyEvaluator(ROLE.permissionPolicy());
  private static final PolicyEvaluator CALLER = new PolicyEvaluator(ROLE.callerPolicy());

  private static ServiceRole.Builder role() {
    return ServiceRole.builder()
        .accountId(ACCOUNT)
        .region(Region.US_EAST_1)
        .roleName("Batch")
        .batchInput("s3://shop/run/input")
        .output("s3://results/run/")
        .kmsKeyArn(KEY)
        .vpc(List.of("subnet-1"), List.of("sg-1"));
  }

  @Test
  void trustsBatchJobsOfTheAccountAndRegionOnly() {
    PolicyEvaluator trust = new PolicyEvaluator(ROLE.trustPolicy());

    assertThat(trust.trusts("bedrock.amazonaws.com", source(JOBS + "abcdef123456", ACCOUNT)))
        .isTrue();
    for (String job :
        List.of(
            JOBS.replace("us-east-1", "us-west-2") + "x",
            JOBS.replace("model-invocation", "model-customization") + "x")) {
      assertThat(trust.trusts("bedrock.amazonaws.com", source(job, ACCOUNT))).isFalse();
    }
    assertThat(trust.trusts("bedrock.amazonaws.com", source(JOBS + "x", "999999999999"))).isFalse();
  }

  private static Map<String, List<String>> source(String job, String account) {
    return Map.of("aws:SourceArn", List.of(job), "aws:SourceAccount", List.of(account));
  }

  @ParameterizedTest
  @CsvSource({
    "s3:GetObject, shop/run/input/job-1/a.jsonl, true, true",
    "s3:PutObject, shop/run/input/job-1/a.jsonl, false, true",
    "s3:AbortMultipartUpload, shop/run/input/job-1/a.jsonl, false, true",
    "s3:ListMultipartUploadParts, shop/run/input/job-1/a.jsonl, false, true",
    "s3:DeleteObject, shop/run/input/job-1/a.jsonl, false, true",
    "s3:PutObject, results/run/id/a.jsonl.out, true, false",
    "s3:GetObject, results/run/id/a.jsonl.out, true, true",
    "s3:GetObject, shop/run/other/a.jsonl, false, false",
    "s3:PutObject, shop/run/inputs/a.jsonl, false, false",
    "s3:DeleteObject, results/run/id/a.jsonl.out, false, false",
    "s3:AbortMultipartUpload, results/run/id/a.jsonl.out, false, false",
  })
  void allowsTheObjectsOfTheRunOnly(String action, String object, boolean job, boolean caller) {
    String arn = "arn:aws:s3:::" + object;

    assertThat(JOB.allows(action, arn, owner(ACCOUNT))).isEqualTo(job);
    assertThat(CALLER.allows(action, arn, owner(ACCOUNT))).isEqualTo(caller);
    assertThat(JOB.allows(action, arn, owner("999999999999"))).isFalse();
    assertThat(CALLER.allows(action, arn, owner("999999999999"))).isFalse();
  }

  private static Map<String, List<String>> owner(String account) {
    return Map.of("aws:ResourceAccount", List.of(account));
  }

  @Test
  void callerFindsUnfinishedUploadsInTheInputBucket() {
    String list = "s3:ListBucketMultipartUploads";

    assertThat(CALLER.allows(list, "arn:aws:s3:::shop", owner(ACCOUNT))).isTrue();
    assertThat(CALLER.allows(list, "arn:aws:s3:::results", owner(ACCOUNT))).isFalse();
    assertThat(JOB.allows(list, "arn:aws:s3:::shop", owner(ACCOUNT))).isFalse();
    Map<String, List<String>> folder =
        Map.of("aws:ResourceAccount", List.of(ACCOUNT), "s3:prefix", List.of("run/"));
    assertThat(CALLER.allows("s3:ListBucket", "arn:aws:s3:::results", folder)).isTrue();
    assertThat(JOB.allows("s3:ListBucket", "arn:aws:s3:::results", folder)).isTrue();
    assertThat(CALLER.allows("s3:ListBucket", "arn:aws:s3:::shop", folder)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "bedrock:CreateModelInvocationJob, true",
    "bedrock:GetModelInvocationJob, true",
    "bedrock:ListModelInvocationJobs, true",
    "bedrock:StopModelInvocationJob, true",
    "bedrock:TagResource, true",
    "bedrock:GetFoundationModel, false",
    "bedrock:InvokeModel, false",
    "bedrock:CreateModelCustomizationJob, false",
  })
  void callerPolicyAllowsOnlyBatchJobActions(String action, boolean allowed) {
    assertThat(CALLER.allows(action, "*", Map.of())).isEqualTo(allowed);
    assertThat(JOB.allows(action, "*", Map.of())).isFalse();
  }

  @Test
  void callerPassesTheRoleToTheServiceOnly() {
    String role = "arn:aws:iam::123456789012:role/";
    Map<String, List<String>> service =
        Map.of("iam:PassedToService", List.of("bedrock.amazonaws.com"));

    assertThat(CALLER.allows("iam:PassRole", role + "Batch", service)).isTrue();
    assertThat(CALLER.allows("iam:PassRole", role + "Admin", service)).isFalse();
    assertThat(CALLER.allows("iam:PassRole", role + "Batch", Map.of())).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "kms:Decrypt, s3, true, true",
    "kms:GenerateDataKey, s3, true, true",
    "kms:Decrypt, bedrock, true, false",
    "kms:CreateGrant, bedrock, false, false",
    "kms:Decrypt, ec2, false, false",
  })
  void allowsTheKeyThroughItsServicesOnly(
      String action, String service, boolean job, boolean caller) {
    Map<String, List<String>> via =
        Map.of("kms:ViaService", List.of(service + ".us-east-1.amazonaws.com"));

    assertThat(JOB.allows(action, KEY, via)).isEqualTo(job);
    assertThat(CALLER.allows(action, KEY, via)).isEqualTo(caller);
  }

  @Test
  void tagsNetworkInterfacesOfBatchJobs() {
    Map<String, List<String>> tagged =
        Map.of(
            "aws:RequestTag/BedrockManaged", List.of("true"),
            "aws:RequestTag/BedrockModelInvocationJobArn", List.of(JOBS + "x"));

    assertThat(
            JOB.allows(
                "ec2:CreateNetworkInterface",
                "arn:aws:ec2:us-east-1:123456789012:network-interface/*",
                tagged))
        .isTrue();
  }

  @Test
  void readsASingleInputFile() {
    ServiceRole role = role().batchInput("s3://shop/run/a.jsonl").build();
    PolicyEvaluator job = new PolicyEvaluator(role.permissionPolicy());

    assertThat(job.allows("s3:GetObject", "arn:aws:s3:::shop/run/a.jsonl", owner(ACCOUNT)))
        .isTrue();
    assertThat(job.allows("s3:GetObject", "arn:aws:s3:::shop/run/b.jsonl", owner(ACCOUNT)))
        .isFalse();
  }

  @Test
  void rejectsAnInvalidInputAndASecondKindOfJob() {
    assertThat(codes(role().batchInput("s3://shop/day=1/"))).containsExactly("s3-uri.not-accepted");
    assertThat(codes(role().training("s3://shop/train.jsonl"))).containsExactly("role.two-kinds");
    assertThat(codes(role().images("s3://shop/images/"))).containsExactly("role.two-kinds");
  }

  private static List<String> codes(ServiceRole.Builder builder) {
    return Failures.codes(builder::build);
  }
}
