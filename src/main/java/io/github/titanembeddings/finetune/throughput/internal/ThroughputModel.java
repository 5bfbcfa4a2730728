package io.github.titanembeddings.finetune.throughput.internal;

import io.github.titanembeddings.finetune.internal.ArnRule;
import io.github.titanembeddings.finetune.internal.NameRule;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.List;

/** What can stand behind a provisioned throughput. */
public final class ThroughputModel {
  private ThroughputModel() {}

  public static List<Violation> violations(String path, String model) {
    if (isArnOf("custom-model-deployment", model)) {
      return List.of(
          Violation.error(path, ViolationCodes.MODEL_DEPLOYMENT_NOT_OFFERED)
              .actual(NameRule.shown(model) + ", a custom model deployment")
              .limit("models that are deployed on demand, of which this is none")
              .remedy("give the custom model's own ARN, or run a batch job with it")
              .build());
    }
    if (isArnOf("provisioned-model", model)) {
      return List.of(
          Violation.error(path, ViolationCodes.THROUGHPUT_MODEL_IS_THROUGHPUT)
              .actual(NameRule.shown(model) + ", a provisioned throughput itself")
              .limit("the model behind it")
              .remedy("take outputModelArn from the completed job")
              .build());
    }
    return ArnRule.THROUGHPUT_MODEL.violations(path, model);
  }

  private static boolean isArnOf(String resource, String text) {
    return text.startsWith("arn:") && text.contains(":" + resource + "/");
  }
}
