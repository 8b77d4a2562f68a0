// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/setup/PeerLines.h"

namespace vigil::setup {

namespace {

/// Lower case letters, digits and `other`: what all three take as a name.
QString nameFrom(const QString& aeTitle, QChar other) {
    QString name;
    for (const QChar c : aeTitle.toLower())
        name += c.unicode() < 128 && c.isLetterOrNumber() ? c : other;
    return name;
}

PeerLine forOrthanc(const Destination& self) {
    // Orthanc encrypts towards a modality only when its entry says so.
    const auto tls =
        self.tls == study::PacsPeer::Tls::On ? QStringLiteral(", \"UseDicomTls\" : true") : QString();
    return {QStringLiteral("Orthanc"),
            QStringLiteral("orthanc.json, among the entries of \"DicomModalities\"; then restart Orthanc"),
            QStringLiteral("\"%1\" : { \"AET\" : \"%1\", \"Host\" : \"%2\", \"Port\" : %3%4 }")
                .arg(self.aeTitle, self.host)
                .arg(self.port)
                .arg(tls)};
}

PeerLine forDcm4chee(const Destination& self) {
    return {QStringLiteral("dcm4chee-arc"),
            QStringLiteral(
                "its web page, Configuration > Devices > new device; then Configuration > Control > Reload"),
            QStringLiteral("Device name: %1\n"
                           "Network connection: name dicom, hostname %2, port %3\n"
                           "Network AE: AE title %4, network connection dicom, association acceptor yes")
                .arg(nameFrom(self.aeTitle, u'-'), self.host)
                .arg(self.port)
                .arg(self.aeTitle)};
}

/// The same for its directory server, for those who keep the configuration as files.
PeerLine forDcm4cheeDirectory(const Destination& self) {
    const auto device = nameFrom(self.aeTitle, u'-');
    const auto root = QStringLiteral("cn=DICOM Configuration,dc=dcm4che,dc=org");
    const auto deviceName = QStringLiteral("dicomDeviceName=%1,cn=Devices,%2").arg(device, root);
    return {
        QStringLiteral("dcm4chee-arc (LDIF)"),
        QStringLiteral("a file for ldapadd on its directory server; then Configuration > Control > Reload"),
        QStringLiteral("dn: dicomAETitle=%1,cn=Unique AE Titles Registry,%2\n"
                       "objectClass: dicomUniqueAETitle\n"
                       "dicomAETitle: %1\n\n"
                       "dn: %3\n"
                       "objectClass: dicomDevice\n"
                       "dicomDeviceName: %4\n"
                       "dicomInstalled: TRUE\n\n"
                       "dn: cn=dicom,%3\n"
                       "objectClass: dicomNetworkConnection\n"
                       "cn: dicom\n"
                       "dicomHostname: %5\n"
                       "dicomPort: %6\n\n"
                       "dn: dicomAETitle=%1,%3\n"
                       "objectClass: dicomNetworkAE\n"
                       "dicomAETitle: %1\n"
                       "dicomNetworkConnectionReference: cn=dicom,%3\n"
                       "dicomAssociationInitiator: TRUE\n"
                       "dicomAssociationAcceptor: TRUE\n")
            .arg(self.aeTitle, root, deviceName, device, self.host)
            .arg(self.port)};
}

QList<PeerLine> forDcmqrscp(const study::PacsPeer& pacs, const Destination& self) {
    const auto name = nameFrom(self.aeTitle, u'_');
    return {{QStringLiteral("dcmqrscp"),
             QStringLiteral("dcmqrscp.cfg, between HostTable BEGIN and HostTable END; then restart it"),
             QStringLiteral("%1 = (%2, %3, %4)").arg(name, self.aeTitle, self.host).arg(self.port)},
            {QStringLiteral("dcmqrscp (AETable)"),
             QStringLiteral("dcmqrscp.cfg, between AETable BEGIN and AETable END: the line of %1 keeps its "
                            "folder and quota and ends in ANY, or in a list that holds %2")
                 .arg(pacs.aeTitle, name),
             QStringLiteral("%1  /its/storage/folder  RW  (200, 1024mb)  ANY").arg(pacs.aeTitle)}};
}

} // namespace

QList<PeerLine> destinationLines(const study::PacsPeer& pacs, const Destination& known) {
    auto self = known;
    if (self.host.isEmpty()) self.host = QStringLiteral("ADDRESS-OF-THIS-COMPUTER");
    return QList<PeerLine>{forOrthanc(self), forDcm4chee(self), forDcm4cheeDirectory(self)} +
           forDcmqrscp(pacs, self);
}

} // namespace vigil::setup
