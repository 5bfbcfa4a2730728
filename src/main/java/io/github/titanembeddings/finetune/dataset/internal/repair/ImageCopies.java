package io.github.titanembeddings.finetune.dataset.internal.repair;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.finetune.dataset.internal.publish.ImageRepair;
import io.github.titanembeddings.internal.Sha256;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.internal.concurrent.OrderedExecutor;
import io.github.titanembeddings.internal.image.ImageData;
import io.github.titanembeddings.internal.image.ImageFitter.FittedImage;
import io.github.titanembeddings.internal.image.MemoryImage;
import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import io.github.titanembeddings.storage.internal.StorageProblem;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Writes repaired copies of images, one per image however many lines refer to it. */
final class ImageCopies {
  /** Enough hexadecimal digits of a hash to be unique. */
  private static final int NAME_LENGTH = 32;

  private final @Nullable ObjectStore store;
  private final @Nullable S3Uri folder;
  private final Limits limits;
  private final ImageRepair repair;
  private final Map<String, CompletableFuture<Copy>> copies = new HashMap<>();
  private final AtomicLong count = new AtomicLong();

  /** The URI of the copy of an image, null if the original is valid, or the errors. */
  record Copy(@Nullable String uri, List<Violation> errors) {}

  ImageCopies(RepairSettings settings) {
    this.store = settings.original().images();
    this.folder = settings.repairedImages();
    this.limits = settings.original().limits();
    this.repair = new ImageRepair(limits);
  }

  boolean canWrite() {
    return store != null && folder != null;
  }

  boolean canRead() {
    return store != null;
  }

  long count() {
    return count.get();
  }

  /** Returns the copy of an image; called by one thread. */
  CompletableFuture<Copy> of(String imageRef, String path, OrderedExecutor<?> tasks) {
    return copies.computeIfAbsent(imageRef, ref -> tasks.start(() -> copy(ref, path)));
  }

  private Copy copy(String imageRef, String path) {
    try {
      return copy(S3Uri.of(imageRef), path);
    } catch (InvalidRequestException e) {
      return new Copy(null, e.violations());
    } catch (IOException e) {
      return new Copy(
          null, List.of(ImageRepair.error(path, ViolationCodes.IMAGE_UNREADABLE, e.toString())));
    } catch (StorageException e) {
      if (e.kind() == StorageException.Kind.UNAVAILABLE) {
        throw e;
      }
      return new Copy(null, List.of(StorageProblem.ofImage(path, e)));
    }
  }

  private Copy copy(S3Uri original, String path) throws IOException {
    ObjectStore images = Objects.requireNonNull(store);
    long size = Futures.await(images.info(original)).size();
    if (size > Math.min(limits.get(Limit.DECODE_BYTES), Integer.MAX_VALUE - 8)) {
      return new Copy(null, List.of(repair.tooLarge(path, size)));
    }
    byte[] bytes;
    try (InputStream in = images.open(original)) { // which notices a change
      bytes = in.readNBytes((int) size + 1);
    }
    if (bytes.length != size) {
      String problem = "the size changed while the image was read";
      throw new StorageException(StorageException.Kind.CHANGED, original, problem, null);
    }
    String label = Abbreviate.withoutSecrets(original.toString());
    ImageData image = new MemoryImage(ByteBuffer.wrap(bytes), label);
    if (folder == null) {
      return new Copy(null, repair.errors(path, image));
    }
    ImageRepair.Result result = repair.repair(path, image);
    FittedImage fitted = result.fitted();
    if (fitted == null) {
      return new Copy(null, result.errors());
    }
    String name =
        Sha256.of(original.toString().getBytes(StandardCharsets.UTF_8)).substring(0, NAME_LENGTH);
    S3Uri uri = S3Uri.of(folder + name + result.extension());
    Futures.await(images.write(uri, fitted.bytes()));
    count.incrementAndGet();
    return new Copy(uri.toString(), List.of());
  }
}
