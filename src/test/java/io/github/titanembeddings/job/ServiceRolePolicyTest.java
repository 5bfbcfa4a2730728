package io.github.titanembeddings.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.regions.Region;

/** Calls that the policies allow and deny. */
class ServiceRolePolicyTest {
  private static final String ACCOUNT = "123456789012";
  private static final String KEY =
      "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final ServiceRole ROLE = role().build();
  private static final PolicyEvaluator POLICY = new PolicyEvaluator(ROLE.permissionPolicy());
  private static final PolicyEvaluator TRUST = new PolicyEvaluator(ROLE.trustPolicy());

  @ParameterizedTest
  @CsvSource({
    "s3:GetObject, shoes/data/train.jsonl",
    "s3:GetObject, shoes/data/validation.jsonl",
    "s3:GetObject, shoes/data/images/1.jpg",
    "s3:GetObject, shoes/data/images/a/b/2.png",
    "s3:GetObject, images/2026/3.jpg",
    "s3:PutObject, results/titan/job-1/training_artifacts/step_wise_training_metrics.csv",
    "s3:GetObject, results/titan/job-1/validation_artifacts/validation_metrics.csv"
  })
  void jobReadsItsDataAndWritesItsResults(String action, String object) {
    assertThat(onObject(action, object, ACCOUNT)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "s3:GetObject, shoes/data/other.jsonl",
    "s3:GetObject, shoes/data/train.jsonl.bak",
    "s3:GetObject, shoes/data-other/images/1.jpg",
    "s3:GetObject, shoes/data/images-other/1.jpg",
    "s3:GetObject, images/2025/3.jpg",
    "s3:GetObject, images/2026",
    "s3:GetObject, images-other/2026/3.jpg",
    "s3:PutObject, shoes/data/train.jsonl",
    "s3:PutObject, shoes/data/images/1.jpg",
    "s3:PutObject, results/titan-other/x",
    "s3:DeleteObject, results/titan/job-1/x",
    "s3:GetObject, results/x"
  })
  void jobHasNoOtherPermissions(String action, String object) {
    assertThat(onObject(action, object, ACCOUNT)).isFalse();
  }

  @Test
  void deniesBucketsOfAnotherAccount() {
    assertThat(onObject("s3:PutObject", "results/titan/x", "999999999999")).isFalse();
    assertThat(onObject("s3:GetObject", "shoes/data/train.jsonl", "999999999999")).isFalse();
    assertThat(lists("shoes", "data/images/", "999999999999")).isFalse();
  }

  @Test
  void allowsBucketsOfTheGivenOwner() {
    PolicyEvaluator policy =
        new PolicyEvaluator(role().bucketOwner("210987654321").build().permissionPolicy());
    assertThat(
            policy.allows(
                "s3:GetObject",
                "arn:aws:s3:::shoes/data/train.jsonl",
                Map.of("aws:ResourceAccount", List.of("210987654321"))))
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "shoes, data/images/, true",
    "shoes, data/images/a/, true",
    "shoes, data/train.jsonl, true",
    "shoes, data/validation.jsonl, true",
    "images, 2026/, true",
    "results, titan/, true",
    "shoes, data/, false",
    "shoes, data, false",
    "shoes, '', false",
    "shoes, data/images, false",
    "shoes, data/images-other/, false",
    "shoes, 2026/, false",
    "images, data/images/, false",
    "results, '', false",
    "other, data/images/, false"
  })
  void jobListsItsFoldersButNotTheirParents(String bucket, String prefix, boolean allowed) {
    assertThat(lists(bucket, prefix, ACCOUNT)).isEqualTo(allowed);
  }

  @Test
  void deniesListingWithoutAPrefix() {
    Map<String, List<String>> context = Map.of("aws:ResourceAccount", List.of(ACCOUNT));
    assertThat(POLICY.allows("s3:ListBucket", "arn:aws:s3:::shoes", context)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "bedrock:CreateModelCustomizationJob, true",
    "bedrock:GetModelCustomizationJob, true",
    "bedrock:ListModelCustomizationJobs, true",
    "bedrock:StopModelCustomizationJob, true",
    "bedrock:TagResource, true",
    "bedrock:GetFoundationModel, true",
    "bedrock:InvokeModel, false",
    "bedrock:CreateModelInvocationJob, false",
  })
  void callerRunsAndChecksFineTuningJobs(String action, boolean allowed) {
    PolicyEvaluator caller = new PolicyEvaluator(ROLE.callerPolicy());

    assertThat(caller.allows(action, "*", Map.of())).isEqualTo(allowed);
    assertThat(POLICY.allows(action, "*", Map.of())).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "kms:Decrypt, s3.us-east-1.amazonaws.com, true",
    "kms:GenerateDataKey, s3.us-east-1.amazonaws.com, true",
    "kms:CreateGrant, s3.us-east-1.amazonaws.com, false",
    "kms:CreateGrant, bedrock.us-east-1.amazonaws.com, true",
    "kms:DescribeKey, bedrock.us-east-1.amazonaws.com, true",
    "kms:Decrypt, bedrock.us-west-2.amazonaws.com, false",
    "kms:Decrypt, ec2.us-east-1.amazonaws.com, false",
    "kms:ScheduleKeyDeletion, bedrock.us-east-1.amazonaws.com, false"
  })
  void allowsTheKeyThroughItsServicesOnly(String action, String via, boolean allowed) {
    Map<String, List<String>> context = Map.of("kms:ViaService", List.of(via));
    assertThat(POLICY.allows(action, KEY, context)).isEqualTo(allowed);
    assertThat(POLICY.allows(action, KEY.replace("1234abcd", "other123"), context)).isFalse();
    assertThat(POLICY.allows(action, KEY, Map.of())).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "bedrock.amazonaws.com, 123456789012, arn:aws:bedrock:us-east-1:123456789012:model-customization-job/amazon.titan-embed-image-v1:0/abc, true",
    "bedrock.amazonaws.com, 999999999999, arn:aws:bedrock:us-east-1:123456789012:model-customization-job/x, false",
    "bedrock.amazonaws.com, 123456789012, arn:aws:bedrock:us-east-1:999999999999:model-customization-job/x, false",
    "bedrock.amazonaws.com, 123456789012, arn:aws:bedrock:us-west-2:123456789012:model-customization-job/x, false",
    "bedrock.amazonaws.com, 123456789012, arn:aws:bedrock:us-east-1:123456789012:model-invocation-job/x, false",
    "ec2.amazonaws.com, 123456789012, arn:aws:bedrock:us-east-1:123456789012:model-customization-job/x, false"
  })
  void onlyJobsOfTheAccountAndRegionMayAssumeTheRole(
      String service, String account, String source, boolean trusted) {
    Map<String, List<String>> context =
        Map.of("aws:SourceAccount", List.of(account), "aws:SourceArn", List.of(source));
    assertThat(TRUST.trusts(service, context)).isEqualTo(trusted);
  }

  @Test
  void deniesAssumptionWithoutAContext() {
    assertThat(TRUST.trusts("bedrock.amazonaws.com", Map.of())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"odd*/", "odd?/", "odd$/", "${aws:username}/", "$*/"})
  void escapesWildcardsInKeys(String folder) {
    PolicyEvaluator policy =
        new PolicyEvaluator(role().images("s3://shoes/" + folder).build().permissionPolicy());
    Map<String, List<String>> context = Map.of("aws:ResourceAccount", List.of(ACCOUNT));
    String bucket = "arn:aws:s3:::shoes/";
    assertThat(policy.allows("s3:GetObject", bucket + folder + "1.jpg", context)).isTrue();
    assertThat(policy.allows("s3:GetObject", bucket + "oddly/1.jpg", context)).isFalse();
    assertThat(policy.allows("s3:GetObject", bucket + "me/1.jpg", context)).isFalse();
  }

  private static boolean onObject(String action, String object, String owner) {
    return POLICY.allows(
        action, "arn:aws:s3:::" + object, Map.of("aws:ResourceAccount", List.of(owner)));
  }

  private static boolean lists(String bucket, String prefix, String owner) {
    return POLICY.allows(
        "s3:ListBucket",
        "arn:aws:s3:::" + bucket,
        Map.of("aws:ResourceAccount", List.of(owner), "s3:prefix", List.of(prefix)));
  }

  private static ServiceRole.Builder role() {
    return ServiceRole.builder()
        .accountId(ACCOUNT)
        .region(Region.US_EAST_1)
        .training("s3://shoes/data/train.jsonl")
        .validation("s3://shoes/data/validation.jsonl")
        .images("s3://shoes/data/images")
        .images("s3://images/2026/")
        .output("s3://results/titan/")
        .kmsKeyArn(KEY);
  }
}
