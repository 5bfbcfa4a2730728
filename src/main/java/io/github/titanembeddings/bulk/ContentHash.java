package io.github.titanembeddings.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.titanembeddings.internal.image.ImageProblems;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.model.PreparedRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of a model, the vector's length, and the text and image that are sent: equal for
 * requests that are answered alike.
 */
final class ContentHash {
  /** How many bytes it has. */
  static final int BYTES = 32;

  private static final int SLICE = 64 * 1024;

  private final byte[] bytes;

  private ContentHash(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The hash with these 32 bytes. */
  static ContentHash of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("expected 32 bytes, got " + bytes.length);
    }
    return new ContentHash(bytes.clone());
  }

  /** The hash of a request to a model; the image is read once, in slices. */
  static ContentHash of(ModelId modelId, PreparedRequest request) {
    MessageDigest digest = sha256();
    part(digest, modelId.value());
    number(digest, request.request().embeddingConfig().outputEmbeddingLength());
    request.text().ifPresentOrElse(text -> part(digest, text), () -> number(digest, -1));
    if (request.image().isPresent()) {
      image(digest, request);
    }
    return new ContentHash(digest.digest());
  }

  private static void image(MessageDigest digest, PreparedRequest request) {
    byte[] slice = new byte[SLICE];
    try (InputStream image = request.openImage()) {
      for (int read = image.read(slice); read >= 0; read = image.read(slice)) {
        digest.update(slice, 0, read);
      }
    } catch (IOException e) {
      throw ImageProblems.unreadable(String.valueOf(request.request().image().orElse(null)), e);
    }
  }

  private static void part(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    number(digest, bytes.length);
    digest.update(bytes);
  }

  private static void number(MessageDigest digest, int number) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, number));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** A copy of the 32 bytes. */
  byte[] bytes() {
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
