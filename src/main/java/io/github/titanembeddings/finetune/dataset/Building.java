package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.finetune.dataset.DatasetBuilder.Settings;
import io.github.titanembeddings.internal.Sha256;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.model.TokenEstimator;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.validation.Violation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** One run of a builder. All but the fitting and uploading happens in the calling thread. */
final class Building {
  private final Settings settings;
  private final BuildListener listener;
  private final BuildTally tally;
  private final CaptionCheck captions;

  Building(Settings settings, BuildListener listener) {
    this.settings = settings;
    this.listener = listener;
    this.tally = new BuildTally(settings.nanoClock());
    this.captions = new CaptionCheck(settings.limits(), TokenEstimator.byCharacters());
  }

  BuiltDataset run() throws IOException {
    S3Uri images = settings.at("images/");
    S3Uri training = settings.at("train.jsonl");
    S3Uri validation = settings.at("validation.jsonl");
    Path work = Files.createTempDirectory("titan-dataset");
    Path trainingFile = work.resolve("train.jsonl");
    Path validationFile = work.resolve("validation.jsonl");
    try {
      try (ManifestWriter learnt = ManifestWriter.to(trainingFile);
          ManifestWriter measured = ManifestWriter.to(validationFile)) {
        uploadPictures(images, learnt, measured);
      } catch (UncheckedIOException e) {
        throw new IOException(e.getCause());
      }
      uploadManifest(trainingFile, training);
      uploadManifest(validationFile, validation);
    } finally {
      Files.deleteIfExists(trainingFile);
      Files.deleteIfExists(validationFile);
      Files.deleteIfExists(work);
    }
    BuildProgress summary = tally.finish(listener);
    return new BuiltDataset(training, validation, images, summary, check(training, validation));
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
    PictureTask task = new PictureTask(root, settings.store(), images, settings.limits());
    Consumer<PictureTask.Result> results = result -> take(result, learnt, measured);
    PictureFolder folder = new PictureFolder(root, this::skip);
    try (InOrder<PictureTask.Result> tasks = new InOrder<>(settings.uploadsInFlight(), results)) {
      for (Path file : folder.files()) {
        tasks.add(start(file, task, tasks));
        tally.tick(listener);
      }
      tasks.finish();
    }
  }

  private CompletableFuture<PictureTask.Result> start(
      Path file, PictureTask task, InOrder<PictureTask.Result> tasks) throws IOException {
    List<Violation> problems = new ArrayList<>();
    String caption = null;
    try {
      caption = settings.captioner().caption(file);
    } catch (InvalidRequestException e) {
      problems.addAll(e.violations());
    }
    if (caption == null && problems.isEmpty()) {
      problems.add(
          Violation.error(file.toString(), "caption.missing")
              .actual("no caption")
              .remedy("write one into a text file beside the picture")
              .build());
    } else if (caption != null) {
      captions.check(file.toString(), caption, problems::add);
      problems.removeIf(problem -> problem.severity() != Violation.Severity.ERROR);
    }
    if (caption == null || !problems.isEmpty()) {
      return CompletableFuture.completedFuture(PictureTask.Result.skipped(file, problems));
    }
    String text = caption;
    return tasks.start(() -> task.run(file, text));
  }

  private void take(PictureTask.Result result, ManifestWriter learnt, ManifestWriter measured) {
    TrainingExample example = result.example();
    if (example == null) {
      result.problems().forEach(problem -> listener.onSkipped(result.file(), problem));
      tally.addSkipped();
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

  private void skip(Path file, Violation reason) {
    listener.onSkipped(file, reason);
    tally.addSkipped();
  }
}
