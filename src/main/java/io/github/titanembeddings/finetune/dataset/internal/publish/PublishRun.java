package io.github.titanembeddings.finetune.dataset.internal.publish;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.finetune.dataset.DatasetManifest;
import io.github.titanembeddings.finetune.dataset.DatasetPublisher;
import io.github.titanembeddings.finetune.dataset.DatasetPublisher.Captioner;
import io.github.titanembeddings.finetune.dataset.DatasetPublisher.Settings;
import io.github.titanembeddings.finetune.dataset.DatasetReport;
import io.github.titanembeddings.finetune.dataset.DatasetRole;
import io.github.titanembeddings.finetune.dataset.DatasetValidator;
import io.github.titanembeddings.finetune.dataset.ManifestWriter;
import io.github.titanembeddings.finetune.dataset.PublishListener;
import io.github.titanembeddings.finetune.dataset.PublishProgress;
import io.github.titanembeddings.finetune.dataset.PublishedDataset;
import io.github.titanembeddings.finetune.dataset.SkippedFile;
import io.github.titanembeddings.finetune.dataset.TrainingExample;
import io.github.titanembeddings.finetune.dataset.internal.check.CaptionCheck;
import io.github.titanembeddings.finetune.dataset.internal.images.OrderedExecutor;
import io.github.titanembeddings.internal.Sha256;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.internal.files.LockedFolder;
import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.model.TokenEstimator;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One run of a builder. All but the fitting and uploading happens in the calling thread. */
public final class PublishRun {
  private static final String TRAINING = "train.jsonl";
  private static final String VALIDATION = "validation.jsonl";
  private static final int MOST_SHOWN = 500;

  private final Settings settings;
  private final PublishListener listener;
  private final PublishTally tally;
  private final CaptionCheck captions;
  private final List<SkippedFile> skipped = new ArrayList<>();

  public PublishRun(Settings settings, PublishListener listener) {
    this.settings = settings;
    this.listener = listener;
    this.tally = new PublishTally(settings.nanoClock());
    this.captions = new CaptionCheck(settings.limits(), TokenEstimator.byCharacters());
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
      try (ManifestWriter learnt = ManifestWriter.to(trainingFile);
          ManifestWriter measured = ManifestWriter.to(validationFile)) {
        uploadPictures(images, learnt, measured);
      } catch (UncheckedIOException e) {
        throw new IOException(e.getCause());
      }
      uploadManifest(trainingFile, training);
      uploadManifest(validationFile, validation);
    } finally {
      work.delete(List.of(TRAINING, VALIDATION));
    }
    PublishProgress summary = tally.finish(listener);
    DatasetReport report = check(training, validation);
    return new PublishedDataset(training, validation, images, summary, skipped, report);
  }

  /** Deletes the temporary folders of killed processes. */
  private static void deleteAbandoned(LockedFolder work) {
    try {
      for (LockedFolder abandoned : work.abandoned()) {
        abandoned.delete(List.of(TRAINING, VALIDATION));
      }
    } catch (IOException e) {
      System.getLogger(DatasetPublisher.class.getName())
          .log(System.Logger.Level.DEBUG, "could not delete abandoned files", e);
    }
  }

  private DatasetReport check(S3Uri training, S3Uri validation) {
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

  private void uploadPictures(S3Uri images, ManifestWriter learnt, ManifestWriter measured)
      throws IOException {
    Path root = settings.folder().toRealPath();
    ImageFolder folder = new ImageFolder(root, outputIn(root));
    folder.read();
    List<Path> pictures = folder.pictures();
    ImageKeys keys = new ImageKeys(root, pictures);
    Captioner captioner = settings.captioner();
    if (captioner == null) {
      captioner = folder.sidecars()::caption;
      folder.skipped().addAll(folder.sidecars().orphans(pictures));
    }
    folder.skipped().forEach(file -> skip(file.file(), file.reasons()));
    ImageTask task = new ImageTask(keys, settings.store(), images, settings.limits());
    Consumer<ImageTask.Result> results = result -> take(result, learnt, measured);
    try (OrderedExecutor<ImageTask.Result> tasks =
        new OrderedExecutor<>(settings.uploadsInFlight(), results)) {
      for (Path file : pictures) {
        tasks.add(start(file, captioner, task, tasks));
        tally.tick(listener);
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

  private CompletableFuture<ImageTask.Result> start(
      Path file, Captioner captioner, ImageTask task, OrderedExecutor<ImageTask.Result> tasks) {
    List<Violation> problems = new ArrayList<>();
    String caption = null;
    try {
      caption = captioner.caption(file);
    } catch (InvalidRequestException e) {
      problems.addAll(e.violations());
    } catch (ClosedByInterruptException e) {
      Thread.currentThread().interrupt();
      throw new TransportException(
          TransportException.Kind.INTERRUPTED, "interrupted at " + file, e);
    } catch (IOException | InvalidPathException e) {
      String reason = e instanceof IOException io ? ImageFolder.reason(io) : e.toString();
      problems.add(
          Violation.error(file.toString(), ViolationCodes.CAPTION_UNREADABLE)
              .actual(Abbreviate.beginning(reason, MOST_SHOWN))
              .remedy("make the caption readable")
              .build());
    }
    if (caption == null && problems.isEmpty()) {
      problems.add(
          Violation.error(file.toString(), ViolationCodes.CAPTION_MISSING)
              .actual("no caption")
              .remedy("write one into a text file beside the picture")
              .build());
    } else if (caption != null) {
      captions.check(file.toString(), caption, problems::add);
      problems.removeIf(problem -> problem.severity() != Violation.Severity.ERROR);
    }
    if (caption == null || !problems.isEmpty()) {
      return CompletableFuture.completedFuture(ImageTask.Result.skipped(file, problems));
    }
    String text = caption;
    return tasks.start(() -> task.run(file, text));
  }

  private void take(ImageTask.Result result, ManifestWriter learnt, ManifestWriter measured) {
    TrainingExample example = result.example();
    if (example == null) {
      skip(result.file(), result.problems());
    } else {
      boolean measures = settings.split().role(result.sha256()) == DatasetRole.VALIDATION;
      try {
        (measures ? measured : learnt).write(example);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      tally.addPicture(result.bytesUploaded());
    }
    tally.tick(listener);
  }

  private void skip(Path file, List<Violation> reasons) {
    reasons.forEach(reason -> listener.onSkipped(file, reason));
    skipped.add(new SkippedFile(file, reasons));
    tally.addSkipped();
  }
}
