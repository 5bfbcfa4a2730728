package io.github.titanembeddings.finetune.dataset.internal.publish;

import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.validation.Limits;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The settings of a publisher; without a captioner, captions are read from files. */
public record PublishSettings(
    Path folder,
    ObjectStore store,
    S3Uri location,
    @Nullable Function<Path, @Nullable String> captioner,
    TrainValidationSplit split,
    Limits limits,
    int uploadsInFlight,
    LongSupplier nanoClock) {
  S3Uri at(String name) {
    return S3Uri.of(location + name);
  }
}
