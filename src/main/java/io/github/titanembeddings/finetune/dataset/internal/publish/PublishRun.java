package io.github.titanembeddings.finetune.dataset.internal.publish;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.finetune.dataset.DatasetManifest;
import io.github.titanembeddings.finetune.dataset.DatasetReport;
import io.github.titanembeddings.finetune.dataset.DatasetRole;
import io.github.titanembeddings.finetune.dataset.DatasetValidator;
import io.github.titanembeddings.finetune.dataset.ManifestWriter;
import io.github.titanembeddings.finetune.dataset.PublishProgress;
import io.github.titanembeddings.finetune.dataset.PublishedDataset;
import io.github.titanembeddings.finetune.dataset.SkippedFile;
import io.github.titanembeddings.finetune.dataset.TrainingExample;
import io.github.titanembeddings.finetune.dataset.internal.check.CaptionCheck;
import io.github.titanembeddings.finetune.dataset.internal.check.ProgressTicker;
import io.github.titanembeddings.internal.Sha256;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.internal.concurrent.OrderedExecutor;
import io.github.titanembeddings.internal.files.LockedFolder;
import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One run of a publisher. Images are repaired and uploaded concurrently, all else in the caller.
 */
public final class PublishRun {
  private static final System.Logger LOG = System.getLogger(PublishRun.class.getName());
  private static final String TRAINING = "train.jsonl";
  private static final String VALIDATION = "validation.jsonl";
  private static final int MAX_REASON = 500;

  private final PublishSettings settings;
  private final ProgressTicker<PublishProgress> ticker;
  private final CaptionCheck captions;
  private final List<SkippedFile> skipped = new ArrayList<>();
  private long uploaded;
  private long present;
  private long bytesUploaded;

  public PublishRun(PublishSettings settings, Consumer<PublishProgress> listener) {
    this.settings = settings;
    this.ticker = new ProgressTicker<>(listener, settings.timing(), this::progress);
    this.captions = new CaptionCheck(settings.limits());
  }

  public PublishedDataset run() throws IOException {
    S3Uri images = settings.at("images/");
    S3Uri training = settings.at(TRAINING);
    S3Uri validation = settings.at(VALIDATION);
    LockedFolder work = LockedFolder.create(Path.of(System.getProperty("java.io.tmpdir")), "build");
    try {
      deleteAbandoned(work);
      Path trainingFile = work.path().resolve(TRAINING);
      Path validationFile = work.path().resolve(VALIDATION);
      try (ManifestWriter trainingWriter = ManifestWriter.to(trainingFile);
          ManifestWriter validationWriter = ManifestWriter.to(validationFile)) {
        uploadImages(images, trainingWriter, validationWriter);
      } catch (UncheckedIOException e) {
        throw new IOException(e.getCause());
      }
      uploadManifest(trainingFile, training);
      uploadManifest(validationFile, validation);
    } finally {
      work.delete(List.of(TRAINING, VALIDATION));
    }
    PublishProgress summary = ticker.finish();
    DatasetReport report = validate(training, validation);
    return new PublishedDataset(training, validation, images, summary, skipped, report);
  }

  private PublishProgress progress(Duration elapsed) {
    return new PublishProgress(uploaded, present, skipped.size(), bytesUploaded, elapsed);
  }

  /** Deletes the temporary folders of killed processes. */
  private static void deleteAbandoned(LockedFolder work) {
    try {
      for (LockedFolder abandoned : work.abandoned()) {
        abandoned.delete(List.of(TRAINING, VALIDATION));
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "could not delete abandoned files", e);
    }
  }

  private DatasetReport validate(S3Uri training, S3Uri validation) {
    return DatasetValidator.builder()
        .training(DatasetManifest.fromS3(settings.store(), training.toString()))
        .validation(DatasetManifest.fromS3(settings.store(), validation.toString()))
        .images(settings.store())
        .allowedPrefixes(settings.location().toString())
        .imagesInFlight(Math.max(settings.uploadsInFlight(), 32))
        .limits(settings.limits())
        .build()
        .validate();
  }

  private void uploadManifest(Path file, S3Uri uri) throws IOException {
    Futures.await(settings.store().upload(uri, file, Sha256.of(file)));
  }

  private void uploadImages(S3Uri location, ManifestWriter training, ManifestWriter validation)
      throws IOException {
    Path root = settings.folder().toRealPath();
    FolderScan scan = new FolderScan(root, outputIn(root));
    scan.run();
    Function<Path, @Nullable String> captioner = settings.captioner();
    skipped.addAll(scan.skipped(captioner == null));
    if (captioner == null) {
      captioner = scan.captionFiles()::caption;
    }
    ImageKeys keys = new ImageKeys(root, scan.images());
    ImagePublisher task = new ImagePublisher(keys, settings.store(), location, settings.limits());
    Consumer<ImagePublisher.Result> results = result -> accept(result, training, validation);
    try (OrderedExecutor<ImagePublisher.Result> tasks =
        new OrderedExecutor<>(settings.uploadsInFlight(), results)) {
      for (Path file : scan.images()) {
        tasks.add(start(file, captioner, task, tasks));
      }
      tasks.finish();
    }
  }

  /** Returns the output folder if it is local and below the root, otherwise null. */
  private @Nullable Path outputIn(Path root) throws IOException {
    S3Uri location = settings.location();
    if (!(settings.store() instanceof LocalObjectStore local)
        || !local.bucket().equals(location.bucket())) {
      return null;
    }
    Path output = real(local.folder().resolve(location.key()).normalize());
    if (output.equals(root) || root.startsWith(output.resolve("images"))) {
      throw new InvalidRequestException(
          Violation.error(settings.folder().toString(), ViolationCodes.FOLDER_IN_USE)
              .actual("the images would be written to this folder, as " + location + "images/")
              .remedy("choose a location outside this folder, or a subfolder of it")
              .build());
    }
    return output.startsWith(root) ? output : null;
  }

  /** Returns the real path of a file of which only some parent folders need to exist. */
  private static Path real(Path file) throws IOException {
    Path parent = file.getParent();
    return parent == null || Files.exists(file)
        ? file.toRealPath()
        : real(parent).resolve(String.valueOf(file.getFileName()));
  }

  private CompletableFuture<ImagePublisher.Result> start(
      Path file,
      Function<Path, @Nullable String> captioner,
      ImagePublisher task,
      OrderedExecutor<ImagePublisher.Result> tasks) {
    List<Violation> problems = new ArrayList<>();
    String caption = null;
    try {
      caption = captioner.apply(file);
    } catch (InvalidRequestException e) {
      problems.addAll(e.violations());
    } catch (UncheckedIOException | InvalidPathException e) {
      if (e.getCause() instanceof ClosedByInterruptException) {
        Thread.currentThread().interrupt();
        throw new TransportException(
            TransportException.Kind.INTERRUPTED, "interrupted at " + file, e);
      }
      String reason = e.getCause() instanceof IOException io ? FolderScan.reason(io) : e.toString();
      problems.add(
          FolderScan.violation(
              file,
              ViolationCodes.CAPTION_UNREADABLE,
              Abbreviate.beginning(reason, MAX_REASON),
              "make the caption readable"));
    }
    if (caption == null && problems.isEmpty()) {
      problems.add(
          FolderScan.violation(
              file,
              ViolationCodes.CAPTION_MISSING,
              "no caption",
              "write one into a text file beside the image"));
    } else if (caption != null) {
      captions.check(file.toString(), caption, problems::add);
      problems.removeIf(problem -> problem.severity() != Violation.Severity.ERROR);
    }
    if (caption == null || !problems.isEmpty()) {
      return CompletableFuture.completedFuture(ImagePublisher.Result.skipped(file, problems));
    }
    String text = caption;
    return tasks.start(() -> task.run(file, text));
  }

  private void accept(
      ImagePublisher.Result result, ManifestWriter training, ManifestWriter validation) {
    TrainingExample example = result.example();
    if (example == null) {
      skipped.add(new SkippedFile(result.file(), result.problems()));
    } else {
      DatasetRole role =
          PublishSettings.role(result.sha256(), settings.validationShare(), settings.seed());
      try {
        (role == DatasetRole.VALIDATION ? validation : training).write(example);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      uploaded += result.bytesUploaded() > 0 ? 1 : 0;
      present += result.bytesUploaded() > 0 ? 0 : 1;
      bytesUploaded += result.bytesUploaded();
    }
    ticker.tick();
  }
}
