package io.github.titanembeddings.storage;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of an object or a key prefix in Amazon S3: {@code s3://bucket/key}. The key is used
 * literally, without percent decoding. Immutable.
 *
 * <pre>{@code
 * store.write(S3Uri.of("s3://shop/shoes/1.png"), png).join();
 * }</pre>
 */
public final class S3Uri {
  private static final String SCHEME = "s3://";
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final int MAX_KEY_BYTES = 1024;

  private final String bucket;
  private final String key;

  private S3Uri(String bucket, String key) {
    this.bucket = bucket;
    this.key = key;
  }

  /**
   * Parses a URI such as {@code s3://shop/shoes/1.jpg}.
   *
   * @throws InvalidRequestException if the scheme is not {@code s3}, the bucket does not have 3 to
   *     63 lower-case letters, digits, dots and hyphens, or the key has more than 1,024 bytes
   */
  public static S3Uri of(String text) {
    if (!text.startsWith(SCHEME)) {
      throw invalid(text);
    }
    int slash = text.indexOf('/', SCHEME.length());
    String bucket = text.substring(SCHEME.length(), slash < 0 ? text.length() : slash);
    String key = slash < 0 ? "" : text.substring(slash + 1);
    if (!BUCKET.matcher(bucket).matches() || isTooLong(key)) {
      throw invalid(text);
    }
    return new S3Uri(bucket, key);
  }

  private static boolean isTooLong(String key) {
    boolean isSurelyShort = key.length() <= MAX_KEY_BYTES / 3; // at most 3 bytes a character
    return !isSurelyShort && key.getBytes(StandardCharsets.UTF_8).length > MAX_KEY_BYTES;
  }

  private static InvalidRequestException invalid(String text) {
    String withoutQuery = Abbreviate.withoutSecrets(text).replaceFirst("(?s)\\?.*", "?…");
    return new InvalidRequestException(
        Violation.error("s3Uri", ViolationCodes.S3_URI_INVALID)
            .actual("\"" + Abbreviate.beginning(withoutQuery, 100) + "\"")
            .limit(
                "s3://bucket/key with a bucket of 3 to 63 lower-case letters, digits, dots and hyphens"
                    + " and a key of at most 1,024 bytes")
            .remedy("correct the URI")
            .build());
  }

  /** Returns the name of the bucket. */
  public String bucket() {
    return bucket;
  }

  /** Returns the key; empty if the URI names only a bucket. */
  public String key() {
    return key;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof S3Uri that && bucket.equals(that.bucket) && key.equals(that.key);
  }

  @Override
  public int hashCode() {
    return 31 * bucket.hashCode() + key.hashCode();
  }

  /** Returns {@code s3://bucket/key}. */
  @Override
  public String toString() {
    return "s3://" + bucket + "/" + key;
  }
}
