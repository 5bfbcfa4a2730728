package io.github.titanembeddings.finetune.dataset.internal.check;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.finetune.dataset.DatasetProgress;
import io.github.titanembeddings.finetune.dataset.DatasetRole;
import io.github.titanembeddings.finetune.dataset.DatasetViolation;
import io.github.titanembeddings.finetune.dataset.ManifestLine;
import io.github.titanembeddings.finetune.dataset.TrainingExample;
import io.github.titanembeddings.finetune.dataset.internal.content.ContentRun;
import io.github.titanembeddings.finetune.dataset.internal.images.ImageScanner;
import io.github.titanembeddings.finetune.dataset.internal.images.ManifestImage;
import io.github.titanembeddings.finetune.dataset.internal.images.ManifestImage.Scanned;
import io.github.titanembeddings.finetune.dataset.internal.manifest.LineReader;
import io.github.titanembeddings.finetune.dataset.internal.manifest.ManifestSource;
import io.github.titanembeddings.finetune.dataset.internal.report.ReportData;
import io.github.titanembeddings.internal.image.HeaderStep.ImageHeader;
import io.github.titanembeddings.internal.text.TokenEstimator;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import io.github.titanembeddings.storage.internal.StorageProblem;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One run of a validator. Only images are read on other threads. */
public final class Validation {
  private static final long WAIT_MILLIS = 50;

  private final ValidationSettings settings;
  private final ManifestNames names;
  private final ProgressTicker<DatasetProgress> ticker;
  private final ViolationLog log;
  private final StatisticsTally tally = new StatisticsTally();
  private final CaptionCheck captions;
  private final ImageRefCheck imageRefs;
  private final ImageCheck images;
  private final ManifestCheck manifests;
  private final RepetitionCheck repetitions;
  private final @Nullable ImageScanner scanner;
  private final @Nullable ContentRun content;

  public Validation(
      ValidationSettings settings,
      Consumer<DatasetProgress> progress,
      Consumer<DatasetViolation> violations) {
    this.settings = settings;
    names = ManifestNames.of(settings.training(), settings.validation());
    ticker = new ProgressTicker<>(progress, settings.timing(), this::progress);
    log = new ViolationLog(settings.maxViolations(), violations);
    captions = new CaptionCheck(settings.limits());
    imageRefs = new ImageRefCheck(settings.allowedPrefixes());
    images = new ImageCheck(settings.limits());
    manifests = new ManifestCheck(settings.limits());
    repetitions = new RepetitionCheck(names, settings.limits(), log);
    ObjectStore store = settings.images();
    scanner =
        store == null
            ? null
            : new ImageScanner(
                store,
                settings.fullHash(),
                settings.limits().get(Limit.DECODE_BYTES),
                settings.imagesInFlight());
    content =
        settings.contentChecks().isEmpty()
            ? null
            : new ContentRun(
                settings.contentChecks(), store, settings.limits(), names, log, ticker::tick);
  }

  public ReportData run() {
    try {
      checkManifest(DatasetRole.TRAINING, settings.training());
      ManifestSource validation = settings.validation();
      manifests.checkExists(validation != null, log.ofFile(DatasetRole.VALIDATION));
      if (validation != null) {
        checkManifest(DatasetRole.VALIDATION, validation);
      }
      while (scanner != null && !scanner.isEmpty()) {
        takeImage(scanner, WAIT_MILLIS);
      }
      if (content != null) {
        content.finish();
      }
    } finally {
      if (scanner != null) {
        scanner.close();
      }
      if (content != null) {
        content.close();
      }
    }
    repetitions.finish();
    manifests.checkQuota(
        names,
        tally.records(DatasetRole.TRAINING) + tally.records(DatasetRole.VALIDATION),
        log.ofFile(DatasetRole.TRAINING));
    ticker.finish();
    return report();
  }

  private void checkManifest(DatasetRole role, ManifestSource manifest) {
    String name = names.of(role);
    Consumer<Violation> inFile = log.ofFile(role);
    manifests.checkName(name, manifest.name(), inFile);
    if (manifest.uri() != null) {
      imageRefs.checkFolder(name, ViolationCodes.FILE_OUTSIDE_PREFIXES, manifest.uri(), inFile);
    }
    try (LineReader reader = new LineReader(manifest, settings.limits(), name)) {
      long before = 0;
      while (reader.hasNext()) {
        checkLine(role, name, reader.next());
        tally.addManifestBytes(reader.bytesRead() - before);
        before = reader.bytesRead();
      }
    } catch (InvalidRequestException e) {
      e.violations().forEach(inFile);
      return;
    } catch (StorageException e) {
      inFile.accept(StorageProblem.ofManifest(name, e));
      return;
    }
    manifests.checkRecords(role, name, tally.records(role), inFile);
  }

  private void checkLine(DatasetRole role, String name, ManifestLine line) {
    if (Thread.currentThread().isInterrupted()) {
      throw new TransportException(
          TransportException.Kind.INTERRUPTED, "interrupted in " + name, null);
    }
    tally.addLine(role, !line.isBlank());
    line.violations().forEach(found -> log.add(role, line.number(), null, found));
    if (line.example() != null) {
      checkExample(role, line.number(), line.example());
    }
    if (scanner != null) {
      takeImages(scanner);
    }
    ticker.tick();
  }

  private void checkExample(DatasetRole role, long line, TrainingExample example) {
    Consumer<Violation> inLine = found -> log.add(role, line, example.imageRef(), found);
    int lineRef = ManifestNames.lineRef(role, line);
    String caption = example.caption();
    captions.check(names.captionPath(lineRef), caption, inLine);
    tally.addCaption(caption.codePointCount(0, caption.length()), TokenEstimator.estimate(caption));
    String path = names.imageRefPath(lineRef);
    S3Uri uri = imageRefs.check(path, example.imageRef(), inLine);
    int image = repetitions.add(lineRef, example);
    if (content != null) {
      content.addLine(lineRef, example, Math.max(image, ~image), image >= 0);
    }
    if (uri != null && image >= 0 && scanner != null) {
      scanner.start(new ManifestImage(image, lineRef, path, uri));
    }
  }

  /** Processes the images that have been read, and waits until another can be started. */
  private void takeImages(ImageScanner scanner) {
    while (takeImage(scanner, scanner.isFull() ? WAIT_MILLIS : 0) || scanner.isFull()) {}
  }

  private boolean takeImage(ImageScanner scanner, long millis) {
    Scanned result = scanner.poll(millis);
    if (result != null) {
      checkImage(result);
    }
    ticker.tick();
    return result != null;
  }

  private void checkImage(Scanned result) {
    ManifestImage image = result.image();
    String path = image.path();
    boolean[] unusable = {false};
    Consumer<Violation> inImage =
        found -> {
          unusable[0] |= found.severity() == Violation.Severity.ERROR;
          log.add(
              ManifestNames.role(image.line()),
              ManifestNames.line(image.line()),
              image.uri().toString(),
              found);
        };
    images.checkBytes(path, result.size(), inImage);
    ImageHeader header = result.header();
    Violation problem = result.problem();
    if (header != null) {
      images.checkHeader(path, header, inImage);
      tally.addHeader(header, result.size());
    }
    if (problem != null) {
      inImage.accept(problem);
    }
    tally.addImage(result.bytesRead());
    if (content != null && header != null && !unusable[0]) {
      content.addImage(image, header, result.size(), result.fingerprint());
    }
    repetitions.setContent(image.number(), result.fingerprint(), unusable[0]);
  }

  private DatasetProgress progress(Duration elapsed) {
    return new DatasetProgress(
        tally.lines(), tally.images(), tally.bytes(), elapsed, log.countsByCode());
  }

  private ReportData report() {
    ManifestSource validation = settings.validation();
    return new ReportData(
        settings.training().location(),
        validation == null ? null : validation.location(),
        settings.training().uri(),
        validation == null ? null : validation.uri(),
        log.counts(),
        log.first(),
        log.gallery(),
        settings.contentChecks(),
        scanner != null,
        tally.statistics());
  }
}
