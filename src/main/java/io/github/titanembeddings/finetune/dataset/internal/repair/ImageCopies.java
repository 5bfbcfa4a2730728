package io.github.titanembeddings.finetune.dataset.internal.repair;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.finetune.dataset.DatasetRepair.Settings;
import io.github.titanembeddings.finetune.dataset.internal.images.ImageReader;
import io.github.titanembeddings.finetune.dataset.internal.images.OrderedExecutor;
import io.github.titanembeddings.finetune.dataset.internal.images.StoredImage;
import io.github.titanembeddings.finetune.dataset.internal.images.StoredImage.TooLargeException;
import io.github.titanembeddings.finetune.dataset.internal.publish.ImageRepair;
import io.github.titanembeddings.internal.Sha256;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.internal.image.ImageData;
import io.github.titanembeddings.internal.image.fit.Fitted;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Copies of images that are made to fit, one of each however many lines name it. */
final class ImageCopies {
  /** Enough of a hash that no two names meet. */
  private static final int NAME_LENGTH = 32;

  private final @Nullable ObjectStore store;
  private final @Nullable S3Uri folder;
  private final Limits limits;
  private final ImageRepair mending;
  private final Map<String, CompletableFuture<Copy>> copies = new HashMap<>();
  private final AtomicLong count = new AtomicLong();

  /**
   * What became of an image.
   *
   * @param uri where the copy lies; none if the image is good as it is
   * @param errors why there is none
   */
  record Copy(@Nullable String uri, List<Violation> errors) {}

  ImageCopies(Settings settings) {
    this.store = settings.images();
    this.folder = settings.mendedImages();
    this.limits = settings.limits();
    this.mending = new ImageRepair(settings.limits());
  }

  /** Whether copies shall be made. */
  boolean isWanted() {
    return store != null && folder != null;
  }

  /** Whether images can be looked at. */
  boolean canRead() {
    return store != null;
  }

  /** How many have been written. */
  long count() {
    return count.get();
  }

  /** The copy of an image; called by one thread. */
  CompletableFuture<Copy> of(String imageRef, String place, OrderedExecutor<?> tasks) {
    return copies.computeIfAbsent(imageRef, ref -> tasks.start(() -> copy(ref, place)));
  }

  private Copy copy(String imageRef, String place) {
    try {
      return copy(S3Uri.of(imageRef), place);
    } catch (InvalidRequestException e) {
      return new Copy(null, e.violations());
    } catch (IOException e) {
      return failed(place, ViolationCodes.IMAGE_UNREADABLE, e.toString());
    } catch (TooLargeException e) {
      return new Copy(null, List.of(e.violation(place, limits.describe(Limit.DECODE_BYTES))));
    } catch (StorageException e) {
      if (e.kind() == StorageException.Kind.UNAVAILABLE) {
        throw e;
      }
      return failed(place, ImageReader.problem(e).code(), String.valueOf(e.getMessage()));
    }
  }

  private static Copy failed(String place, String code, String found) {
    return new Copy(null, List.of(ImageRepair.error(place, code, found)));
  }

  private Copy copy(S3Uri original, String place) throws IOException, TooLargeException {
    if (store == null) {
      return failed(place, ViolationCodes.IMAGE_UNREADABLE, "no store of images");
    }
    ImageData image = StoredImage.read(store, original, limits.get(Limit.DECODE_BYTES));
    if (folder == null) {
      return new Copy(null, mending.errors(place, image));
    }
    ImageRepair.Outcome outcome = mending.mend(place, image);
    Fitted fitted = outcome.fitted();
    if (fitted == null) {
      return new Copy(null, outcome.errors());
    }
    String name =
        Sha256.of(original.toString().getBytes(StandardCharsets.UTF_8)).substring(0, NAME_LENGTH);
    S3Uri uri = S3Uri.of(folder + name + outcome.extension());
    Futures.await(store.write(uri, fitted.bytes()));
    count.incrementAndGet();
    return new Copy(uri.toString(), List.of());
  }
}
