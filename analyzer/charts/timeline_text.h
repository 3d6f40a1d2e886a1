// SPDX-License-Identifier: GPL-3.0-or-later
// What a timeline says of a thing that is pointed at: plain text, a line for each fact. Names of a
// guest's tasks are in it: whoever shows it as HTML escapes it.
#pragma once

#include <QString>

#include "query/boot_outline.h"
#include "query/page_history.h"

namespace folioscope::charts {

QString text_of(const store::OperationRow& operation);
QString text_of(const store::FailureRow& failure, const query::BootOutline& boot);
// `what`: "held the lock", "had a reference".
QString text_of(const query::PageHold& hold, const QString& what, const query::BootOutline& boot);
QString text_of(const query::PageWait& wait);
QString text_of(const query::PageMark& mark);
// "page_lock.folio_wake"; "?" for an event without a format.
QString name_of(const query::EventName& event);

}  // namespace folioscope::charts
