package io.github.titanembeddings.finetune.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.titanembeddings.finetune.FineTuningRequest;
import io.github.titanembeddings.finetune.HyperParameters;
import io.github.titanembeddings.finetune.VpcConfig;
import io.github.titanembeddings.internal.Sha256;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Derives the token of a request from all its other values: 64 hexadecimal digits. */
public final class RequestToken {
  private final MessageDigest digest;

  private RequestToken(MessageDigest digest) {
    this.digest = digest;
  }

  public static String of(FineTuningRequest request) {
    RequestToken token = new RequestToken(Sha256.digest());
    values(request).forEach(token::add);
    return HexFormat.of().formatHex(token.digest.digest());
  }

  /** All values but the token, in a fixed order. */
  public static List<Object> values(FineTuningRequest request) {
    return List.of(
        request.jobName(),
        request.customModelName(),
        request.roleArn(),
        request.baseModelIdentifier(),
        request.trainingDataUri(),
        request.validationDataUri(),
        request.outputDataUri(),
        request.hyperParameters(),
        request.customModelKmsKeyId(),
        request.vpcConfig().map(VpcConfig::subnetIds),
        request.vpcConfig().map(VpcConfig::securityGroupIds),
        request.jobTags(),
        request.customModelTags());
  }

  /** Adds a value with the length of its parts, so that no two lists of values look alike. */
  private void add(Object value) {
    if (value instanceof Map<?, ?> map) {
      add(Integer.toString(map.size()));
      new TreeMap<>(map)
          .forEach(
              (key, mapped) -> {
                add(key);
                add(mapped);
              });
    } else if (value instanceof Iterable<?> items) {
      items.forEach(this::add);
      add("end");
    } else if (value instanceof HyperParameters hyperParameters) {
      add(hyperParameters.asMap());
    } else if (value instanceof Optional<?> optional) {
      add(optional.isPresent() ? "present" : "absent");
      optional.ifPresent(this::add);
    } else {
      byte[] text = value.toString().getBytes(UTF_8);
      digest.update((text.length + ":").getBytes(UTF_8));
      digest.update(text);
    }
  }
}
