package io.github.titanembeddings.finetune.dataset.internal.check;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.finetune.dataset.DatasetProgress;
import io.github.titanembeddings.finetune.dataset.DatasetRole;
import io.github.titanembeddings.finetune.dataset.DatasetViolation;
import io.github.titanembeddings.finetune.dataset.TrainingExample;
import io.github.titanembeddings.finetune.dataset.internal.images.Fingerprints;
import io.github.titanembeddings.finetune.dataset.internal.images.ImageProbe;
import io.github.titanembeddings.finetune.dataset.internal.images.ImageProbe.Result;
import io.github.titanembeddings.finetune.dataset.internal.images.ImageReader;
import io.github.titanembeddings.finetune.dataset.internal.images.ImageReads;
import io.github.titanembeddings.finetune.dataset.internal.images.StorageProblem;
import io.github.titanembeddings.finetune.dataset.internal.manifest.LineReader;
import io.github.titanembeddings.finetune.dataset.internal.manifest.ManifestSource;
import io.github.titanembeddings.finetune.dataset.internal.manifest.ParsedLine;
import io.github.titanembeddings.finetune.dataset.internal.report.ReportData;
import io.github.titanembeddings.internal.Sha256;
import io.github.titanembeddings.internal.concurrent.OrderedExecutor;
import io.github.titanembeddings.internal.image.header.ImageHeader;
import io.github.titanembeddings.internal.text.TokenEstimator;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One run of a validator. Only images are read on other threads. */
public final class Validation {
  private static final int WHOLE_IN_FLIGHT = 8;
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
  private final @Nullable ImageReads reads;

  public Validation(
      ValidationSettings settings,
      Consumer<DatasetProgress> progress,
      Consumer<DatasetViolation> violations) {
    this.settings = settings;
    names = ManifestNames.of(settings.training(), settings.validation());
    ticker = new ProgressTicker<>(progress, settings.nanoClock(), this::progress);
    log = new ViolationLog(settings.maxViolations(), violations);
    captions = new CaptionCheck(settings.limits());
    imageRefs = new ImageRefCheck(settings.allowedPrefixes());
    images = new ImageCheck(settings.limits());
    manifests = new ManifestCheck(settings.limits());
    repetitions = new RepetitionCheck(names, settings.limits(), log);
    reads = settings.images() == null ? null : reads(settings, settings.images());
  }

  private static ImageReads reads(ValidationSettings settings, ObjectStore store) {
    long maxBytes = settings.limits().get(Limit.TRAINING_IMAGE_BYTES);
    return new ImageReads(
        new ImageReader(store, settings.fullHash(), maxBytes), settings.imagesInFlight());
  }

  public ReportData run() {
    try {
      checkManifest(DatasetRole.TRAINING, settings.training());
      if (settings.validation() != null) {
        checkManifest(DatasetRole.VALIDATION, settings.validation());
      } else {
        log.ofFile(DatasetRole.VALIDATION).accept(ManifestCheck.noValidation());
      }
      while (reads != null && !reads.isEmpty()) {
        takeImage(reads, WAIT_MILLIS);
      }
    } finally {
      if (reads != null) {
        reads.close();
      }
    }
    if (settings.repeatsConfirmed() && settings.images() != null) {
      compareWhole(settings.images(), repetitions.suspects());
    }
    repetitions.finish();
    manifests.checkQuota(
        names,
        tally.records(DatasetRole.TRAINING) + tally.records(DatasetRole.VALIDATION),
        log.ofFile(DatasetRole.TRAINING));
    ticker.finish();
    return report();
  }

  /** Compares all bytes of the images that seem equal. */
  private void compareWhole(ObjectStore store, Map<Integer, Integer> imagesByLine) {
    Map<Integer, @Nullable String> hashes = new HashMap<>();
    imagesByLine.values().forEach(image -> hashes.put(image, null));
    try (OrderedExecutor<Runnable> tasks = new OrderedExecutor<>(WHOLE_IN_FLIGHT, Runnable::run)) {
      for (DatasetRole role : DatasetRole.values()) {
        ManifestSource manifest =
            role == DatasetRole.TRAINING ? settings.training() : settings.validation();
        if (manifest == null || imagesByLine.isEmpty()) {
          continue;
        }
        try (LineReader reader = new LineReader(manifest, settings.limits(), names.of(role))) {
          while (reader.hasNext()) {
            ParsedLine line = reader.next();
            Integer image = imagesByLine.get(ManifestNames.lineRef(role, line.number()));
            if (image != null && line.example() != null) {
              S3Uri uri = S3Uri.of(line.example().imageRef());
              tasks.add(
                  tasks.start(
                      () -> {
                        String hash = sha256(store, uri);
                        return () -> hashes.put(image, hash);
                      }));
            }
          }
        } catch (InvalidRequestException | StorageException e) {
          // reported by the first pass; images that cannot be compared count as different
        }
      }
      tasks.finish();
    }
    repetitions.setWhole(hashes);
  }

  /** Returns the hash of an image; null if it cannot be read. */
  private static @Nullable String sha256(ObjectStore store, S3Uri uri) {
    try (InputStream in = store.open(uri)) {
      return Sha256.of(in);
    } catch (StorageException | IOException e) {
      return null;
    }
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

  private void checkLine(DatasetRole role, String name, ParsedLine line) {
    if (Thread.currentThread().isInterrupted()) {
      throw new TransportException(
          TransportException.Kind.INTERRUPTED, "interrupted in " + name, null);
    }
    tally.addLine(role, !line.isBlank());
    line.violations().forEach(found -> log.add(role, line.number(), null, found));
    if (line.example() != null) {
      checkExample(role, line.number(), line.example());
    }
    if (reads != null) {
      takeImages(reads);
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
    long ref = repetitions.fingerprint(example.imageRef());
    int image = repetitions.add(lineRef, example, ref);
    if (uri != null) {
      tally.addImageRef(uri);
      if (image >= 0 && reads != null) {
        boolean decoded = Fingerprints.isSampled(ref, settings.sampleRate(), settings.sampleSeed());
        reads.start(new ImageProbe(image, lineRef, path, uri, decoded));
      }
    }
  }

  /** Processes the images that have been read, and waits until another can be started. */
  private void takeImages(ImageReads reads) {
    while (takeImage(reads, reads.isFull() ? WAIT_MILLIS : 0) || reads.isFull()) {}
  }

  private boolean takeImage(ImageReads reads, long millis) {
    Result result = reads.poll(millis);
    if (result != null) {
      checkImage(result);
    }
    ticker.tick();
    return result != null;
  }

  private void checkImage(Result result) {
    ImageProbe probe = result.probe();
    String path = probe.path();
    boolean[] unusable = {false};
    Consumer<Violation> inImage =
        found -> {
          unusable[0] |= found.severity() == Violation.Severity.ERROR;
          log.add(
              ManifestNames.role(probe.line()),
              ManifestNames.line(probe.line()),
              probe.uri().toString(),
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
    repetitions.setContent(probe.image(), result.fingerprint(), unusable[0]);
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
        log.linesWithErrors(),
        reads != null,
        tally.imageFolders(),
        tally.statistics());
  }
}
