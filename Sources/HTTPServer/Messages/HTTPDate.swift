/// A time in the one form that a server may send (IMF-fixdate, RFC 9110 section 5.6.7).
struct HTTPDate {
  /// Seconds since 1970-01-01T00:00:00Z.
  var secondsSinceEpoch: Int

  private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// For example `Sun, 06 Nov 1994 08:49:37 GMT`.
  var imfFixdate: String {
    let secondsPerDay = 86_400
    let seconds = max(secondsSinceEpoch, 0)
    let (days, second) = seconds.quotientAndRemainder(dividingBy: secondsPerDay)
    // Years counted from 1 March, so that the leap day is the last day of its year; an era is
    // the 400 years after which the Gregorian calendar repeats.
    let daysPerEra = 146_097
    let shifted = days + 719_468
    let (era, dayOfEra) = shifted.quotientAndRemainder(dividingBy: daysPerEra)
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / (daysPerEra - 1)) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = (monthFromMarch + 2) % 12
    let year = era * 400 + yearOfEra + (month < 2 ? 1 : 0)
    let weekday = Self.weekdays[days % 7]
    let clock =
      "\(padded(second / 3600)):\(padded(second / 60 % 60)):\(padded(second % 60))"
    return "\(weekday), \(padded(day)) \(Self.months[month]) \(year) \(clock) GMT"
  }

  private func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
