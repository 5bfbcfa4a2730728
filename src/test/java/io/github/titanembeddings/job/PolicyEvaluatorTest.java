package io.github.titanembeddings.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Verifies the evaluator that other tests use. */
class PolicyEvaluatorTest {
  private static final PolicyEvaluator POLICY =
      new PolicyEvaluator(
          """
          {"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::b/*"},
            {"Effect": "Deny", "Action": ["s3:GetObject"], "Resource": "arn:aws:s3:::b/no?/*"},
            {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*",
             "Condition": {"StringLike": {"s3:prefix": ["a/*", "c"]},
                           "ArnLike": {"aws:SourceArn": "arn:aws:x:*:1:y/*"}}},
            {"Effect": "Allow", "Action": "ec2:CreateTags", "Resource": "*",
             "Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": ["p", "q"]}}}]}
          """);

  @ParameterizedTest
  @CsvSource({
    "s3:GetObject, arn:aws:s3:::b/x, true",
    "S3:getobject, arn:aws:s3:::b/x, true",
    "s3:GetObjectTagging, arn:aws:s3:::b/nox/x, true",
    "s3:GetObject, arn:aws:s3:::b/nox/x, false",
    "s3:GetObject, arn:aws:s3:::b/noxx/x, true",
    "s3:GetObject, arn:aws:s3:::c/x, false",
    "s3:PutObject, arn:aws:s3:::b/x, false"
  })
  void requiresAnAllowAndNoDeny(String action, String resource, boolean allowed) {
    assertThat(POLICY.allows(action, resource, Map.of())).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({
    "a/b, arn:aws:x:r:1:y/z, true",
    "c, arn:aws:x:r:1:y/z:w, true",
    "c/, arn:aws:x:r:1:y/z, false",
    "a/b, arn:aws:x:r:2:y/z, false",
    "a/b, arn:aws:x:r:1:1:y/z, false"
  })
  void allowsOnlyIfEveryConditionMatches(String prefix, String source, boolean allowed) {
    Map<String, List<String>> context =
        Map.of("s3:prefix", List.of(prefix), "aws:SourceArn", List.of(source));
    assertThat(POLICY.allows("s3:ListBucket", "arn:aws:s3:::b", context)).isEqualTo(allowed);
  }

  @Test
  void missingContextKeyDoesNotMatch() {
    assertThat(POLICY.allows("s3:ListBucket", "arn:aws:s3:::b", Map.of("s3:prefix", List.of("c"))))
        .isFalse();
  }

  @Test
  void forAllValuesMatchesNoValues() {
    assertThat(tags(List.of("p"))).isTrue();
    assertThat(tags(List.of())).isTrue();
    assertThat(tags(List.of("p", "r"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"a${*}b, a*b, true", "a${*}b, axb, false", "${?}*, ?x, true", "${?}*, xx, false"})
  void escapesMatchLiterally(String pattern, String text, boolean matches) {
    assertThat(PolicyPattern.matches(pattern, text)).isEqualTo(matches);
  }

  private static boolean tags(List<String> keys) {
    return POLICY.allows("ec2:CreateTags", "x", Map.of("aws:TagKeys", keys));
  }
}
