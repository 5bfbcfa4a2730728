package io.github.titanembeddings.testing.internal.controlplane;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes the names of the stand-in's resources: the same ones in the same order of calls. */
public final class Arns {
  static final String ACCOUNT = "123456789012";
  static final String FOUNDATION_MODEL =
      "arn:aws:bedrock:us-east-1::foundation-model/" + ControlShapes.BASE_MODEL;
  private static final String PREFIX = "arn:aws:bedrock:us-east-1:" + ACCOUNT + ":";

  private final AtomicInteger number = new AtomicInteger();

  String job() {
    return PREFIX + "model-customization-job/" + ControlShapes.BASE_MODEL + "/" + id("j");
  }

  String customModel() {
    return PREFIX + "custom-model/" + ControlShapes.BASE_MODEL + "/" + id("m");
  }

  String throughput() {
    return PREFIX + "provisioned-model/" + id("p");
  }

  private String id(String kind) {
    return kind + String.format(Locale.ROOT, "%011d", number.incrementAndGet());
  }

  /** The last part of an ARN. */
  public static String idOf(String arn) {
    return arn.substring(arn.lastIndexOf('/') + 1);
  }
}
