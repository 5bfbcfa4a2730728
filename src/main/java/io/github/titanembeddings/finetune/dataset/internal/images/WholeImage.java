package io.github.titanembeddings.finetune.dataset.internal.images;

import io.github.titanembeddings.finetune.dataset.internal.images.ImageProbe.Problem;
import io.github.titanembeddings.finetune.dataset.internal.images.ImageProbe.Result;
import io.github.titanembeddings.internal.Sha256;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.internal.image.MemoryImage;
import io.github.titanembeddings.internal.image.fit.ImageDecoding;
import io.github.titanembeddings.storage.ObjectPart;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import io.github.titanembeddings.validation.ViolationCodes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Reads images from the first byte to the last, in the calling thread. */
public final class WholeImage {
  private static final int PART = 1024 * 1024;

  private final ObjectStore store;

  public WholeImage(ObjectStore store) {
    this.store = store;
  }

  /** Adds to a result what all of the bytes say. */
  Result read(Result result, String version, boolean fullHash) {
    MessageDigest sha256 = Sha256.digest();
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    long position = 0;
    while (position < result.size()) {
      ObjectPart part;
      try {
        part = Futures.await(store.read(result.probe().uri(), position, PART));
      } catch (StorageException e) {
        return result.with(ImageReader.problem(e), position);
      }
      if (part.bytes().length == 0 || !part.version().equals(version)) {
        return result.with(changed(), position);
      }
      sha256.update(part.bytes());
      if (result.probe().decoded()) {
        kept.writeBytes(part.bytes());
      }
      position += part.bytes().length;
    }
    long fingerprint = fullHash ? Fingerprints.first64(sha256.digest()) : result.fingerprint();
    Result read = result.with(position, fingerprint);
    Problem problem = read.probe().decoded() ? undecodable(kept.toByteArray()) : null;
    return problem == null ? read : read.with(problem, 0);
  }

  private static @Nullable Problem undecodable(byte[] image) {
    return ImageDecoding.problem(new MemoryImage(ByteBuffer.wrap(image)))
        .map(found -> new Problem(ViolationCodes.IMAGE_UNDECODABLE, found, "replace the image"))
        .orElse(null);
  }

  /** The SHA-256 of an object; null if it cannot be read. */
  @Nullable
  public String sha256(S3Uri uri) {
    MessageDigest sha256 = Sha256.digest();
    try (InputStream in = new DigestInputStream(new StoredStream(store, uri), sha256)) {
      in.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(sha256.digest());
    } catch (StorageException | IOException e) {
      return null;
    }
  }

  static Problem changed() {
    return new Problem(
        ViolationCodes.IMAGE_CHANGED,
        "an image that changed while it was read",
        "check the set again once nobody writes to it");
  }
}
