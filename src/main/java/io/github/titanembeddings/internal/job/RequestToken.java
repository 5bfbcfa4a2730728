package io.github.titanembeddings.internal.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.titanembeddings.internal.Sha256;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Derives the idempotency token of a request from its values: 64 hexadecimal digits. */
public final class RequestToken {
  private final MessageDigest digest = Sha256.digest();

  private RequestToken() {}

  /** Returns the token of values in a fixed order: texts, maps, lists and optional values. */
  public static String of(List<Object> values) {
    RequestToken token = new RequestToken();
    values.forEach(token::add);
    return HexFormat.of().formatHex(token.digest.digest());
  }

  /** Adds a value with the length of its parts, so that different lists give different bytes. */
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
