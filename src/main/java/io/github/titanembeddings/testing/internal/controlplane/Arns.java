package io.github.titanembeddings.testing.internal.controlplane;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** Numbers the stub's resources in the order of their creation. */
final class Arns {
  static final String ACCOUNT = "123456789012";
  static final String BASE_MODEL = "amazon.titan-embed-image-v1:0";
  static final String FOUNDATION_MODEL =
      "arn:aws:bedrock:us-east-1::foundation-model/" + BASE_MODEL;
  private static final String PREFIX = "arn:aws:bedrock:us-east-1:" + ACCOUNT + ":";

  private final AtomicInteger number = new AtomicInteger();

  String job() {
    return PREFIX + "model-customization-job/" + BASE_MODEL + "/" + id("j");
  }

  String customModel() {
    return PREFIX + "custom-model/" + BASE_MODEL + "/" + id("m");
  }

  String throughput() {
    return PREFIX + "provisioned-model/" + id("p");
  }

  private String id(String kind) {
    return kind + String.format(Locale.ROOT, "%011d", number.incrementAndGet());
  }
}
