package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.finetune.dataset.ImageProbe.Problem;
import io.github.titanembeddings.finetune.dataset.ImageProbe.Result;
import io.github.titanembeddings.internal.Sha256;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.internal.image.ImageDecoding;
import io.github.titanembeddings.internal.image.MemoryImage;
import io.github.titanembeddings.storage.ObjectPart;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.StorageException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Reads images from the first byte to the last, in the calling thread. */
final class WholeImage {
  private static final int PART = 1024 * 1024;

  private final ObjectStore store;

  WholeImage(ObjectStore store) {
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
        .map(found -> new Problem("image.undecodable", found, "replace the image"))
        .orElse(null);
  }

  static Problem changed() {
    return new Problem(
        "image.changed",
        "an image that changed while it was read",
        "check the set again once nobody writes to it");
  }
}
