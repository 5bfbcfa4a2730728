package io.github.titanembeddings.bulk.internal.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.titanembeddings.internal.Sha256;
import io.github.titanembeddings.internal.client.RequestContent;
import io.github.titanembeddings.model.ModelId;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * The SHA-256 of the model, the requested vector length, the text and the image bytes. Requests
 * with the same hash have the same vector.
 *
 * @param sha256 the hash; read-only
 */
public record ContentHash(ByteBuffer sha256) {
  static ContentHash of(byte[] bytes) {
    return new ContentHash(ByteBuffer.wrap(bytes));
  }

  /** Returns the hash of the content of a request to a model. */
  public static ContentHash of(ModelId modelId, RequestContent content) {
    MessageDigest digest = Sha256.digest();
    digest.update(modelId.value().getBytes(UTF_8));
    return of(digest.digest(content.sha256()));
  }

  public byte[] bytes() {
    byte[] bytes = new byte[sha256.remaining()];
    sha256.duplicate().get(bytes);
    return bytes;
  }
}
