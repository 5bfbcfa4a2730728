package io.github.titanembeddings.bulk.internal.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.titanembeddings.internal.Sha256;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.model.RequestContent;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of a model, the vector's length, and the text and image as they were given: equal for
 * requests that are answered alike.
 */
public final class ContentHash {
  /** How many bytes it has. */
  public static final int BYTES = 32;

  private final byte[] bytes;

  private ContentHash(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The hash with these 32 bytes. */
  public static ContentHash of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("expected 32 bytes, got " + bytes.length);
    }
    return new ContentHash(bytes.clone());
  }

  /** The hash of a model and of what a request embeds. */
  public static ContentHash of(ModelId modelId, RequestContent content) {
    MessageDigest digest = Sha256.digest();
    digest.update(modelId.value().getBytes(UTF_8));
    digest.update(content.sha256());
    return new ContentHash(digest.digest());
  }

  /** A copy of the 32 bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ContentHash that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
